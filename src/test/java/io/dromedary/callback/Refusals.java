package io.dromedary.callback;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps what the server refused, as "reason status". */
final class Refusals implements CallbackListener {
  private final List<String> all = new CopyOnWriteArrayList<>();

  @Override
  public void refused(String reason, int status) {
    all.add(reason + " " + status);
  }

  List<String> all() {
    return List.copyOf(all);
  }
}
