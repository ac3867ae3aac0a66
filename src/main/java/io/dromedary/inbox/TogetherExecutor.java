package io.dromedary.inbox;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Hands tasks over to another thread, all that have come by then at once: a commit ends dozens of
 * events, and to wake a thread for each of them costs the one who commits more than all the rest of
 * its work for that event. Tasks of one caller keep their order, and must not throw.
 */
final class TogetherExecutor implements Executor {
  private final Executor executor;
  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean underWay = new AtomicBoolean();

  TogetherExecutor(Executor executor) {
    this.executor = executor;
  }

  @Override
  public void execute(Runnable task) {
    tasks.add(task);
    if (underWay.compareAndSet(false, true)) {
      executor.execute(this::runAll);
    }
  }

  private void runAll() {
    // Before the first look: a task that comes after the last one sees to it that there is another.
    underWay.set(false);
    Runnable task = tasks.poll();
    while (task != null) {
      task.run();
      task = tasks.poll();
    }
  }
}
