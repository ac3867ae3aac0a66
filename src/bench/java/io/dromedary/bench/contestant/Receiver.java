package io.dromedary.bench.contestant;

import io.dromedary.bench.load.Address;
import io.dromedary.bench.load.Arrivals;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A process that takes callbacks, with its store if it has one, and its database server if that is
 * one.
 */
final class Receiver implements Running {
  private final Process process;
  private final Address address;
  private final Path folder;
  private final Path log;
  private final @Nullable StoredIds store;
  private final @Nullable Postgres postgres;

  Receiver(
      Process process,
      Address address,
      Path folder,
      Path log,
      @Nullable StoredIds store,
      @Nullable Postgres postgres) {
    this.process = process;
    this.address = address;
    this.folder = folder;
    this.log = log;
    this.store = store;
    this.postgres = postgres;
  }

  /** Waits until it answers; ends it when it does not. */
  Receiver await() throws IOException {
    try {
      Launch.awaitAnswer(process, address.port(), address.path(), log);
      return this;
    } catch (IOException e) {
      close();
      throw e;
    }
  }

  @Override
  public Address address() {
    return address;
  }

  @Override
  public List<ProcessHandle> processes() {
    List<ProcessHandle> all = new ArrayList<>();
    all.add(process.toHandle());
    process.descendants().forEach(all::add);
    if (postgres != null) {
      all.addAll(postgres.processes());
    }
    return all;
  }

  @Override
  public Path log() {
    return log;
  }

  @Override
  public void stop() {
    Launch.stop(process);
  }

  @Override
  public boolean addKept(Arrivals kept) throws Exception {
    if (store == null) {
      return false;
    }
    store.addIds(kept);
    return true;
  }

  @Override
  public void close() throws IOException {
    Launch.stop(process);
    if (postgres != null) {
      postgres.close();
    }
    remove(folder);
  }

  private static void remove(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
