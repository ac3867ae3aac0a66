package io.dromedary.runtime;

import io.dromedary.admin.RouteRules;
import io.dromedary.event.EnvelopeReaders;
import io.dromedary.validation.Finding;
import io.dromedary.validation.Placeholders;
import io.dromedary.validation.RouteFile;
import io.dromedary.validation.RouteFiles;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the route files of a folder say while no process runs them. Without the folder, sources are
 * read by the preset of their name and any target may be named.
 */
final class FolderRules implements RouteRules {
  private final Settings settings;
  private @Nullable List<RouteFile> files;

  FolderRules(Settings settings) {
    this.settings = settings;
  }

  @Override
  public EnvelopeReaders envelopes() {
    return new RouteEnvelopes(files(), new Placeholders(settings.configuration()));
  }

  /** Whether a target is on is known when it runs; what is kept for one that is off waits. */
  @Override
  public Map<String, Boolean> targets() {
    Map<String, Boolean> targets = new TreeMap<>();
    RouteFiles.targets(files()).forEach(target -> targets.put(target, true));
    return targets;
  }

  private synchronized List<RouteFile> files() {
    List<RouteFile> read = files;
    if (read == null) {
      read = read();
      files = read;
    }
    return read;
  }

  private List<RouteFile> read() {
    if (!Files.isDirectory(settings.routes())) {
      return List.of();
    }
    RouteFiles read = RouteFiles.read(settings.routes());
    read.findings().stream()
        .filter(Finding::isError)
        .findFirst()
        .ifPresent(
            finding -> {
              throw new IllegalArgumentException(finding.toString());
            });
    return read.files();
  }
}
