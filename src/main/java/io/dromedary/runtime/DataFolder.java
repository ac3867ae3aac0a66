package io.dromedary.runtime;

import io.dromedary.store.DataLock;
import io.dromedary.store.StoreException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The data folder of the settings: who may write to it. */
final class DataFolder {
  private static final String OPTION = "--data";

  private DataFolder() {}

  /**
   * Takes its lock, and waits for it a while.
   *
   * @throws StartException when another process keeps it; the message names that process
   */
  static DataLock lock(Settings settings, Duration patience) throws StartException {
    try {
      return DataLock.acquire(settings.data(), patience, OPTION);
    } catch (StoreException e) {
      throw new StartException(String.valueOf(e.getMessage()), e);
    }
  }

  /** Takes its lock if nobody has it; else null. The folder must be there. */
  static @Nullable DataLock tryLock(Settings settings) throws StartException {
    try {
      return DataLock.tryAcquire(settings.data(), OPTION);
    } catch (StoreException e) {
      throw new StartException(String.valueOf(e.getMessage()), e);
    }
  }
}
