package io.dromedary.runtime;

import com.fasterxml.jackson.databind.JsonNode;
import io.dromedary.admin.AdminCommands;
import io.dromedary.admin.AdminException;
import io.dromedary.admin.AdminException.Kind;
import io.dromedary.admin.AdminOutput;
import io.dromedary.admin.ControlClient;
import io.dromedary.admin.ControlUnreachableException;
import io.dromedary.store.DataLock;
import io.dromedary.store.Owner;
import io.dromedary.store.Store;
import io.dromedary.store.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Runs commands where the store is: in the process that owns it, else in this one, which then owns
 * it meanwhile.
 */
public final class Administration {
  /** A runtime that starts or stops is waited for. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private static final Duration PAUSE = Duration.ofMillis(100);
  static final String TOKEN = "dromedary.token";

  private final Settings settings;

  public Administration(Settings settings) {
    this.settings = settings;
  }

  /**
   * Runs a command and returns when it has ended.
   *
   * @param command its words
   * @throws AdminException when it was refused or failed
   * @throws StartException when the data folder or the store cannot be used by this process
   */
  public void run(String command, JsonNode request, AdminOutput output)
      throws AdminException, StartException, InterruptedException {
    if (settings.sharedStore() == null && !Files.exists(settings.storeFile())) {
      throw new AdminException(
          Kind.NOT_FOUND,
          "there is no store "
              + settings.storeFile().toAbsolutePath()
              + "; 'run' makes it when it starts first, and --data names another folder");
    }
    makeFolder();
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      DataLock lock = DataFolder.tryLock(settings);
      if (lock != null) {
        runHere(lock, command, request, output);
        return;
      }
      String hindrance = runByOwner(command, request, output);
      if (hindrance == null) {
        return;
      }
      if (System.nanoTime() - deadline >= 0) {
        throw new AdminException(Kind.FAILED, hindrance);
      }
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(PAUSE.toMillis()));
    }
  }

  /**
   * Has a command run by the process that takes callbacks here, and returns when it has ended.
   *
   * @throws AdminException also when there is no such process
   */
  public void runThere(String command, JsonNode request, AdminOutput output)
      throws AdminException, StartException, InterruptedException {
    if (isFree()) {
      throw new AdminException(
          Kind.FAILED,
          "no Dromedary runs on the data folder "
              + settings.data().toAbsolutePath()
              + "; start one with 'run', or name its folder with --data");
    }
    run(command, request, output);
  }

  /** Whether no process works on the data folder. */
  public boolean isFree() throws AdminException, StartException {
    if (!Files.isDirectory(settings.data())) {
      return true;
    }
    try (DataLock lock = DataFolder.tryLock(settings)) {
      return lock != null;
    } catch (IOException e) {
      throw new AdminException(
          Kind.FAILED, "using the data folder " + settings.data() + ": " + e.getMessage(), e);
    }
  }

  /** Whoever administers a shared store need not have run a node here. */
  private void makeFolder() throws AdminException {
    try {
      Files.createDirectories(settings.data());
    } catch (IOException e) {
      throw new AdminException(
          Kind.FAILED, "the data folder " + settings.data().toAbsolutePath() + ": " + e, e);
    }
  }

  /** Null when it was run; else why it cannot be at the moment. */
  private @Nullable String runByOwner(String command, JsonNode request, AdminOutput output)
      throws AdminException, InterruptedException {
    Path data = settings.data();
    Owner owner = Owner.read(data);
    String folder = "the data folder " + data.toAbsolutePath() + " belongs to another process";
    if (owner == null) {
      return folder + ", which has not said where it takes commands; try again in a moment";
    }
    if (owner.host() != null) {
      return folder
          + ": a Camel application with Dromedary in it ("
          + owner
          + "), which takes no commands; try again when that is stopped";
    }
    if (owner.control() == null) {
      return folder
          + " ("
          + owner
          + ")"
          + (owner.command() == null
              ? ", which takes no commands; its log says why"
              : ", which does another command; try again when that is done");
    }
    try {
      new ControlClient(owner.control(), data.resolve(TOKEN)).run(command, request, output);
      return null;
    } catch (ControlUnreachableException e) {
      return folder
          + " ("
          + owner
          + "), which takes no commands: "
          + e.getMessage()
          + ". If it hangs, end that process; nothing that it has accepted is lost";
    }
  }

  private void runHere(DataLock lock, String command, JsonNode request, AdminOutput output)
      throws AdminException, StartException, InterruptedException {
    try (lock) {
      lock.announce(Owner.command(command));
      try (Store store = Stores.open(settings)) {
        AdminCommands.of(store, new FolderRules(settings)).run(command, request, output);
      }
    } catch (StoreException e) {
      throw new StartException(String.valueOf(e.getMessage()), e);
    } catch (IOException e) {
      throw new AdminException(
          Kind.FAILED, "using the data folder " + settings.data() + ": " + e.getMessage(), e);
    }
  }
}
