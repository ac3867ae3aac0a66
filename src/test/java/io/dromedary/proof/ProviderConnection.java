package io.dromedary.proof;

import io.dromedary.signature.Signer;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;

/**
 * One connection of a provider, kept open from request to request. Written out by hand, so that it
 * is known which bytes were sent on which connection, and that none was sent twice.
 */
final class ProviderConnection implements AutoCloseable {
  static final Map<String, String> SECRETS =
      Map.of("itwin", "0123456789abcdef0123456789abcdef", "aps", "0123456789abcdef");

  private static final int LONGEST_SILENCE_MILLIS = 30_000;
  private static final int CONNECT_MILLIS = 5_000;
  private static final ProviderKeys NEVER_CHANGED = new ProviderKeys(SECRETS);

  private final Socket socket = new Socket();
  private final InputStream in;
  private final ProviderKeys keys;
  private long lastNanos;

  private ProviderConnection(int port, ProviderKeys keys) throws IOException {
    this.keys = keys;
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), CONNECT_MILLIS);
    socket.setSoTimeout(LONGEST_SILENCE_MILLIS);
    socket.setTcpNoDelay(true);
    in = new BufferedInputStream(socket.getInputStream());
  }

  static ProviderConnection open(int port) throws IOException {
    return open(port, NEVER_CHANGED);
  }

  /** One that signs with keys that may change between two requests. */
  static ProviderConnection open(int port, ProviderKeys keys) throws IOException {
    return new ProviderConnection(port, keys);
  }

  /** Our own port. */
  int localPort() {
    return socket.getLocalPort();
  }

  /** Sends an event and waits for the answer; its status. */
  int post(Sent event) throws IOException {
    return keys.with(event.source(), signer -> post(event, signer));
  }

  /** How long the last event waited for its answer. */
  long lastNanos() {
    return lastNanos;
  }

  private int post(Sent event, Signer signer) throws IOException {
    long began = System.nanoTime();
    StringBuilder head =
        new StringBuilder("POST /callbacks/" + event.source() + " HTTP/1.1\r\n")
            .append("Host: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: ")
            .append(event.body().length)
            .append("\r\nx-adsk-delivery-id: ")
            .append(event.deliveryId())
            .append("\r\n");
    signer
        .headers(event.body(), "", 0)
        .forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
    ByteArrayOutputStream request = new ByteArrayOutputStream();
    request.write(head.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII));
    request.write(event.body());
    request.writeTo(socket.getOutputStream());
    int status = answer();
    lastNanos = System.nanoTime() - began;
    return status;
  }

  private int answer() throws IOException {
    String statusLine = line();
    int length = 0;
    for (String header = line(); !header.isEmpty(); header = line()) {
      String lower = header.toLowerCase(Locale.ROOT);
      if (lower.startsWith("content-length:")) {
        length = Integer.parseInt(lower.substring("content-length:".length()).strip());
      }
    }
    if (in.readNBytes(length).length < length) {
      throw new EOFException("the answer was cut");
    }
    return Integer.parseInt(statusLine.split(" ")[1]);
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new EOFException("the connection was closed");
      }
      if (next != '\r') {
        line.append((char) next);
      }
    }
    return line.toString();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
