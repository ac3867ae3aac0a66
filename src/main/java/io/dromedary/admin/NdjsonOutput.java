package io.dromedary.admin;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * The output of a command as lines of JSON that are sent as they come: an object with one of {@code
 * row}, {@code progress}, {@code result} and {@code error}. The last line is a result or an error.
 * Empty lines say that it is still at work.
 */
final class NdjsonOutput implements AdminOutput {
  private static final long SIGN_OF_LIFE = Duration.ofSeconds(1).toNanos();
  private static final long PROGRESS_PAUSE = Duration.ofMillis(100).toNanos();
  private static final ObjectMapper MAPPER =
      new ObjectMapper().disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);

  private final OutputStream out;
  private final BooleanSupplier ending;
  private long lastWritten = System.nanoTime();
  private long lastProgress = lastWritten - PROGRESS_PAUSE;
  private boolean gone;
  private boolean ended;

  /**
   * @param ending whether the process is about to end
   */
  NdjsonOutput(OutputStream out, BooleanSupplier ending) {
    this.out = out;
    this.ending = ending;
  }

  @Override
  public void row(JsonNode row) {
    write("row", row);
  }

  @Override
  public void progress(long done, long total) {
    long now = System.nanoTime();
    if (now - lastProgress >= PROGRESS_PAUSE || done == total) {
      lastProgress = now;
      ObjectNode progress = JsonNodeFactory.instance.objectNode();
      progress.put("done", done).put("total", total);
      write("progress", progress);
    }
  }

  @Override
  public void result(JsonNode summary) {
    ended = true;
    write("result", summary);
  }

  void error(AdminException failure) {
    if (!ended) {
      ended = true;
      write("error", error(failure.kind().text(), failure.sentence()));
    }
  }

  static ObjectNode error(String kind, String message) {
    return JsonNodeFactory.instance.objectNode().put("kind", kind).put("message", message);
  }

  /** Says the result of a command that has said none. */
  void end() {
    if (!ended) {
      result(JsonNodeFactory.instance.objectNode());
    }
  }

  /** A client that has gone is noticed by writing to it. */
  @Override
  public boolean cancelled() {
    if (System.nanoTime() - lastWritten > SIGN_OF_LIFE) {
      write(new byte[] {'\n'});
    }
    return gone || ending.getAsBoolean();
  }

  private void write(String kind, JsonNode value) {
    try {
      ObjectNode line = JsonNodeFactory.instance.objectNode().set(kind, value);
      byte[] json = MAPPER.writeValueAsBytes(line);
      byte[] ended = new byte[json.length + 1];
      System.arraycopy(json, 0, ended, 0, json.length);
      ended[json.length] = '\n';
      write(ended);
    } catch (IOException e) {
      throw new IllegalStateException("writing a tree as JSON", e);
    }
  }

  private void write(byte[] bytes) {
    if (gone) {
      return;
    }
    try {
      out.write(bytes);
      out.flush();
      lastWritten = System.nanoTime();
    } catch (IOException e) {
      gone = true;
    }
  }
}
