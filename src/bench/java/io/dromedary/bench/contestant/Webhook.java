package io.dromedary.bench.contestant;

import io.dromedary.bench.load.Address;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** adnanh's webhook as Debian has it: checks the signature and runs a program. */
public final class Webhook implements Contestant {
  // Without the status for a mismatch it answers 200 to a wrong signature as well.
  private static final String HOOKS =
      """
      [{"id": "itwin",
        "execute-command": "/bin/true",
        "http-methods": ["POST"],
        "trigger-rule-mismatch-http-response-code": 401,
        "trigger-rule": {"match": {
          "type": "payload-hmac-sha256",
          "secret": "@secret@",
          "parameter": {"source": "header", "name": "Signature"}}}}]
      """;

  @Override
  public String name() {
    return "webhook";
  }

  @Override
  public String label() {
    return "webhook, runs /bin/true";
  }

  @Override
  public String settings() {
    return "Debian's webhook (adnanh) 2.8, payload-hmac-sha256, runs /bin/true for each callback"
        + " and answers before it has run; keeps nothing";
  }

  @Override
  public boolean isDurable() {
    return false;
  }

  @Override
  public @Nullable String missing(Site site) {
    return Programs.find("webhook") == null ? "webhook: apt-get install webhook" : null;
  }

  @Override
  public Running start(Site site) throws Exception {
    Path folder = site.newFolder(name());
    Path log = folder.resolve("output.txt");
    Path hooks =
        Files.writeString(folder.resolve("hooks.json"), HOOKS.replace("@secret@", site.secret()));
    int port = Site.freePort();
    Process process =
        Launch.start(
            folder,
            log,
            site.environment(),
            List.of(
                "webhook",
                "-hooks",
                hooks.toString(),
                "-ip",
                "127.0.0.1",
                "-port",
                Integer.toString(port)));
    return new Receiver(process, new Address(port, "/hooks/itwin"), folder, log, null, null)
        .await();
  }
}
