#!/bin/sh
# Writes an archive of the classes that a start needs, so that the next starts take about half of the processor time:
#
#   docker/archive.sh [<jar>]        dromedary.jar, when nothing is said
#   java @dromedary.options -jar dromedary.jar run
#
# It starts Dromedary with the shipped routes in a folder that is thrown away, sends a callback of each provider, stops
# it, and leaves two files beside the jar: the archive (.jsa), and the options for a start with it. They fit this jar, at
# this place, and this Java. Where they do not fit any more, Java says so and starts without; write them anew.
set -eu
jar=$(realpath "${1:-dromedary.jar}")
base=${jar%.jar}
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
version=$("$java" -XshowSettings:properties -version 2>&1 | sed -n 's/^ *java\.specification\.version = //p')
if [ "$version" -ge 25 ]; then
  # What Java has learned of the classes is in it, too.
  write=-XX:AOTCacheOutput=$base.jsa.new
  read=-XX:AOTCache=$base.jsa
else
  write=-XX:ArchiveClassesAtExit=$base.jsa.new
  read=-XX:SharedArchiveFile=$base.jsa
fi

folder=$(mktemp -d)
trap 'rm -rf "$folder" "$base.jsa.new"' EXIT
cd "$folder"
# Of no use to anybody: it signs the two callbacks below, and is gone with the folder.
ITWIN_SECRET=$(od -An -N32 -tx1 /dev/urandom | tr -d ' \n')
export ITWIN_SECRET
export APS_SECRET="$ITWIN_SECRET" DROMEDARY_DATA=data
"$java" -jar "$jar" init > init.log
"$java" "$write" -jar "$jar" run --port 0 --management-port 0 > run.log 2>&1 &
run=$!
tries=0
until url=$(grep -o 'http://[^ ]*/callbacks/' run.log); do
  tries=$((tries + 1))
  if [ "$tries" -gt 600 ] || ! kill -0 "$run" 2> kill.log; then
    cat run.log >&2
    exit 1
  fi
  sleep 0.1
done
url=$(echo "$url" | sed 's/0\.0\.0\.0/127.0.0.1/')
"$java" -jar "$jar" send itwin iModels.iModelDeleted.v1 --url "${url}itwin" > send.log
"$java" -jar "$jar" send aps dm.version.added --url "${url}aps" >> send.log
kill "$run"
wait "$run" || true
if [ ! -s "$base.jsa.new" ]; then
  cat run.log >&2
  exit 1
fi
# Java maps it into memory, and does not survive one that is half there.
mv -f "$base.jsa.new" "$base.jsa"
# Code is compiled when it has run four times as often as by default: what only a start runs is then hardly compiled, and
# that was half of its processor time. What runs for each event is compiled all the same, some thousands of events later.
printf '"%s"\n' "$read" -XX:CompileThresholdScaling=4 > "$base.options"
