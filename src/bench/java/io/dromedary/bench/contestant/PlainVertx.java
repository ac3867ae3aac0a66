package io.dromedary.bench.contestant;

import io.dromedary.bench.load.Address;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Vert.x and the check of the signature, nothing else: the most that this machine can take. */
public final class PlainVertx implements Contestant {
  @Override
  public String name() {
    return "vertx";
  }

  @Override
  public String label() {
    return "Vert.x, HMAC only";
  }

  @Override
  public String settings() {
    return "java "
        + Jvm.own()
        + "; Vert.x 4.5, one event loop a core, HMAC-SHA256 over the body in constant time, then"
        + " 200; keeps nothing";
  }

  @Override
  public boolean isDurable() {
    return false;
  }

  @Override
  public @Nullable String missing(Site site) {
    return null;
  }

  @Override
  public Running start(Site site) throws Exception {
    Path folder = site.newFolder(name());
    Path log = folder.resolve("output.txt");
    int port = Site.freePort();
    Process process =
        Launch.start(
            folder,
            log,
            site.environment(),
            Jvm.own().command(PlainVertxMain.class, Integer.toString(port), site.secret()));
    return new Receiver(process, new Address(port, "/callbacks/itwin"), folder, log, null, null)
        .await();
  }
}
