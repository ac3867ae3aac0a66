package io.dromedary.event;

import io.dromedary.catalogue.Catalogue;
import io.dromedary.catalogue.EventEntry;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullUnmarked;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * Finds the first pattern that means an event, as a dispatch route does; the events are of all
 * types in turn. With 12, the patterns are those of the shipped route: one for each domain. With
 * 100, the same stand behind 88 that mean nothing of what is sent.
 */
@NullUnmarked // JMH sets it up
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class EventPatternBenchmark {
  /** How many patterns there are. */
  @Param({"1", "12", "100"})
  public int patterns;

  private EventPattern[] all;
  private List<EventEntry> events;
  private int next;

  @Setup
  public void prepare() {
    events = new ArrayList<>(Catalogue.shipped().listed());
    events.removeIf(event -> !event.source().equals("itwin"));
    Collections.shuffle(events, new Random(1));
    List<String> systems = events.stream().map(EventEntry::system).distinct().sorted().toList();
    all = new EventPattern[patterns];
    for (int i = 0; i < patterns; i++) {
      int place = patterns - 1 - i;
      all[i] =
          EventPattern.parse(
              place < systems.size()
                  ? systems.get(place) + "/*"
                  : systems.get(i % systems.size()) + "/*.plant" + i + "*.v*");
    }
  }

  @Benchmark
  public EventPattern first() {
    EventEntry event = events.get(next);
    next = next + 1 == events.size() ? 0 : next + 1;
    for (EventPattern pattern : all) {
      if (pattern.matches(event.system(), event.type())) {
        return pattern;
      }
    }
    return null;
  }
}
