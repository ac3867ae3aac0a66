package io.dromedary.callback;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * One HTTP answer. A 503 always says when to come back; the length is always written, so that an
 * empty body stays the status that was meant.
 */
record Answer(int status, List<Header> headers, Buffer body) {
  private static final String RETRY_AFTER_SECONDS = "5";

  /** One header line; made on the way from route to answer, so that a bad one fails there. */
  record Header(String name, String value) {
    private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");

    /**
     * @throws IllegalArgumentException when it would break out of its line
     */
    Header {
      if (!TOKEN.matcher(name).matches()
          || value.chars().anyMatch(c -> (c < ' ' && c != '\t') || c == 0x7f)) {
        throw new IllegalArgumentException(
            "The route set the header %s to what HTTP cannot carry in a header"
                .formatted(name.replaceAll("\\p{Cntrl}", "?")));
      }
    }
  }

  static Answer text(int status, String text) {
    return new Answer(
        status,
        List.of(new Header("Content-Type", "text/plain; charset=utf-8")),
        Buffer.buffer(text));
  }

  Answer with(String name, String value) {
    List<Header> more = new ArrayList<>(headers);
    more.add(new Header(name, value));
    return new Answer(status, more, body);
  }

  /** Puts everything but the body on the response. */
  void onto(HttpServerResponse response) {
    response.setStatusCode(status);
    for (Header header : headers) {
      response.headers().add(header.name(), header.value());
    }
    if (status == 503 && !response.headers().contains("Retry-After")) {
      response.putHeader("Retry-After", RETRY_AFTER_SECONDS);
    }
    response.putHeader("Content-Length", Integer.toString(body.length()));
  }
}
