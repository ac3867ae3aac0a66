package io.dromedary.signature;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

/** What may have been around a body that is too large to keep many copies of. */
final class LargeBody {
  private static final byte[] BOM = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

  private LargeBody() {}

  /** Each is made anew whenever it is asked for, and differs from the body. */
  static List<Changed<Supplier<byte[]>>> edges(byte[] body) {
    List<Changed<Supplier<byte[]>>> edges = new ArrayList<>();
    int length = body.length;
    if (body[length - 1] == '\n') {
      int text = body[length - 2] == '\r' ? length - 2 : length - 1;
      edges.add(edge(() -> Arrays.copyOf(body, text), EdgeCause.newlineAdded()));
    }
    edges.add(edge(() -> joined(body, new byte[] {'\n'}), EdgeCause.newlineLost("LF")));
    edges.add(edge(() -> joined(body, new byte[] {'\r', '\n'}), EdgeCause.newlineLost("CRLF")));
    if (Arrays.equals(body, 0, BOM.length, BOM, 0, BOM.length)) {
      edges.add(edge(() -> Arrays.copyOfRange(body, BOM.length, length), EdgeCause.bomAdded()));
    } else {
      edges.add(edge(() -> joined(BOM, body), EdgeCause.bomLost()));
    }
    edges.add(edge(() -> new byte[0], EdgeCause.empty()));
    return edges;
  }

  private static Changed<Supplier<byte[]>> edge(Supplier<byte[]> bytes, Cause cause) {
    return new Changed<>(bytes, List.of(cause));
  }

  private static byte[] joined(byte[] first, byte[] then) {
    byte[] joined = Arrays.copyOf(first, first.length + then.length);
    System.arraycopy(then, 0, joined, first.length, then.length);
    return joined;
  }
}
