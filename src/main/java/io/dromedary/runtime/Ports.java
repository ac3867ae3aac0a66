package io.dromedary.runtime;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** Looks whether a port can be had, where Camel would only warn that it cannot. */
final class Ports {
  private Ports() {}

  /**
   * The port itself when it is free, or any free one for 0.
   *
   * @param option of the command line, for the message
   * @throws StartException when somebody listens there, or the host is not one of this machine
   */
  static int free(String host, int port, String option) throws StartException {
    try (ServerSocket probe = new ServerSocket()) {
      probe.setReuseAddress(true);
      probe.bind(new InetSocketAddress(host, port));
      return probe.getLocalPort();
    } catch (IOException | IllegalArgumentException e) {
      throw new StartException(
          "nothing can listen on "
              + host
              + ":"
              + port
              + " ("
              + e.getMessage()
              + "); choose another port with "
              + option
              + ", or stop what listens there",
          e);
    }
  }
}
