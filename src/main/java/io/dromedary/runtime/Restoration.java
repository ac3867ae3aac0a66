package io.dromedary.runtime;

import io.dromedary.admin.AdminException;
import io.dromedary.admin.AdminException.Kind;
import io.dromedary.admin.AdminOutput;
import io.dromedary.admin.CountRows;
import io.dromedary.admin.Watched;
import io.dromedary.store.CopyReport;
import io.dromedary.store.DataLock;
import io.dromedary.store.FolderSync;
import io.dromedary.store.Owner;
import io.dromedary.store.SqliteStore;
import io.dromedary.store.Store;
import io.dromedary.store.StoreCopier;
import io.dromedary.store.StoreCounts;
import io.dromedary.store.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * Puts a backup in the place of the store, when nobody uses that. What was there is put aside,
 * never removed; a database has to be empty.
 */
public final class Restoration {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
  private static final String[] PARTS = {"", "-wal", "-shm"};

  private final Settings settings;
  private final Clock clock;

  public Restoration(Settings settings, Clock clock) {
    this.settings = settings;
    this.clock = clock;
  }

  /**
   * Restores a backup, and says what the store holds then.
   *
   * @param force whether a store that holds something is put aside
   * @throws AdminException that says why nothing was changed
   */
  public void run(Path backup, boolean force, AdminOutput output)
      throws AdminException, StartException {
    if (!Files.isRegularFile(backup)) {
      throw new AdminException(Kind.NOT_FOUND, "there is no file " + backup.toAbsolutePath());
    }
    try (DataLock lock = DataFolder.lock(settings, Duration.ZERO)) {
      lock.announce(Owner.command("store restore"));
      Settings.SharedStore shared = settings.sharedStore();
      if (shared != null) {
        CopyReport copy =
            new StoreCopier(new Watched(output)).restore(backup, Stores.address(settings, shared));
        CountRows.say(copy, null, output);
        return;
      }
      Path store = settings.storeFile().toAbsolutePath();
      if (!force && Files.exists(store) && holdsSomething()) {
        throw new AdminException(
            Kind.BAD_REQUEST,
            "the store "
                + store
                + " holds something; with --force it is put aside, and the backup takes its place");
      }
      restore(backup, store, output);
    } catch (StoreException e) {
      throw new AdminException(Kind.FAILED, e.getMessage() + ". The store is as it was", e);
    } catch (CancellationException e) {
      throw new AdminException(Kind.FAILED, "restoring was ended early; the store is as it was", e);
    } catch (IOException e) {
      throw new AdminException(
          Kind.FAILED, "restoring into " + settings.data().toAbsolutePath() + ": " + e, e);
    }
  }

  private boolean holdsSomething() {
    try (Store store = SqliteStore.open(settings.storeFile())) {
      return StoreCounts.holdAny(store.database());
    }
  }

  private void restore(Path backup, Path store, AdminOutput output) throws IOException {
    Path ready = store.resolveSibling(store.getFileName() + ".restored");
    Files.deleteIfExists(ready);
    CopyReport copy = new StoreCopier(new Watched(output)).restore(backup, ready);
    Path aside = putAside(store);
    // Between these two there is no store, and all of both is there.
    Files.move(ready, store);
    FolderSync.sync(store);
    CountRows.say(
        new CopyReport(store.toString(), copy.bytes(), copy.counts()),
        aside == null ? null : aside.toString(),
        output);
  }

  private @Nullable Path putAside(Path store) throws IOException {
    Path aside =
        store.resolveSibling(store.getFileName() + ".replaced-" + TIME.format(clock.instant()));
    boolean any = false;
    for (String part : PARTS) {
      Path from = store.resolveSibling(store.getFileName() + part);
      if (Files.exists(from)) {
        Files.move(from, aside.resolveSibling(aside.getFileName() + part));
        any = true;
      }
    }
    return any ? aside : null;
  }
}
