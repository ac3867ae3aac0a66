package io.dromedary.bench.contestant;

import io.dromedary.bench.load.Address;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Node-RED with a flow of three nodes: HTTP in, check of the signature, answer. */
public final class NodeRed implements Contestant {
  private final Path sources;

  /**
   * A flow.
   *
   * @param sources the folder of flow and settings
   */
  public NodeRed(Path sources) {
    this.sources = sources;
  }

  @Override
  public String name() {
    return "node-red";
  }

  @Override
  public String label() {
    return "Node-RED, keeps nothing";
  }

  @Override
  public String settings() {
    return "Node-RED 4.1 without its editor: http in, function with crypto.timingSafeEqual, http"
        + " response; keeps nothing";
  }

  @Override
  public boolean isDurable() {
    return false;
  }

  @Override
  public @Nullable String missing(Site site) {
    return NodePackages.missing(site, sources);
  }

  @Override
  public Running start(Site site) throws Exception {
    Path program = NodePackages.install(site, sources);
    Path folder = site.newFolder(name());
    Path log = folder.resolve("output.txt");
    Files.copy(program.resolve("flows.json"), folder.resolve("flows.json"));
    int port = Site.freePort();
    Map<String, String> environment = new HashMap<>(site.environment());
    environment.put("SECRET", site.secret());
    environment.put("NODE_ENV", "production");
    Process process =
        Launch.start(
            folder,
            log,
            environment,
            List.of(
                "node",
                program.resolve("node_modules/node-red/red.js").toString(),
                "--settings",
                program.resolve("settings.js").toString(),
                "--userDir",
                folder.toString(),
                "--port",
                Integer.toString(port)));
    return new Receiver(process, new Address(port, "/callbacks/itwin"), folder, log, null, null)
        .await();
  }
}
