package io.dromedary.admin;

import io.dromedary.store.Watch;

/**
 * Long work on the store, watched by whoever gave the command.
 *
 * @param output of the command
 */
public record Watched(AdminOutput output) implements Watch {
  @Override
  public void progress(long done, long total) {
    output.progress(done, total);
  }

  @Override
  public boolean cancelled() {
    return output.cancelled();
  }
}
