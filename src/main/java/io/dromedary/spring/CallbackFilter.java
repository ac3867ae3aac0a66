package io.dromedary.spring;

import io.dromedary.callback.ByteBudget;
import io.dromedary.event.Callback;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;

/**
 * Receives callbacks before anything else in the host reads them. What a signature covers are
 * bytes: Spring reads multipart bodies as parts, and Camel's binding reads all others as text, or
 * unpacks them. Bounds their size, one by one and together, and answers 503 as long as Camel does
 * not run, where Spring would say 404. Thread-safe.
 */
final class CallbackFilter implements Filter {
  /** The request attribute with the {@link Callback}. */
  static final String RECEIVED = Callback.class.getName();

  private static final long LARGEST_ARRAY = Integer.MAX_VALUE - 8L;
  private static final int CHUNK = 16 * 1024;
  private static final int RETRY_AFTER_SECONDS = 5;

  private final BooleanSupplier started;
  private final int maxBodySize;
  private final ByteBudget budget;

  CallbackFilter(int maxBodySize, long maxBytesInFlight, BooleanSupplier started) {
    this.maxBodySize = maxBodySize;
    this.budget = new ByteBudget(maxBytesInFlight);
    this.started = started;
  }

  static CallbackFilter of(DromedaryProperties.Http http, BooleanSupplier started) {
    int largest = (int) Math.max(1, Math.min(LARGEST_ARRAY, http.maxBodySize().toBytes()));
    DataSize together = http.maxBytesInFlight();
    long bytes = together == null ? Runtime.getRuntime().maxMemory() / 4 : together.toBytes();
    return new CallbackFilter(largest, Math.max(bytes, largest), started);
  }

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if (request instanceof HttpServletRequest http
        && response instanceof HttpServletResponse answer
        && "POST".equals(http.getMethod())) {
      receive(http, answer, chain);
    } else {
      chain.doFilter(request, response);
    }
  }

  private void receive(HttpServletRequest http, HttpServletResponse answer, FilterChain chain)
      throws IOException, ServletException {
    if (!started.getAsBoolean()) {
      refuse(answer, HttpServletResponse.SC_SERVICE_UNAVAILABLE, "starting, try again\n");
      return;
    }
    ByteBudget.Share share = budget.share();
    ReceivedRequest received = null;
    try {
      byte[] body = read(http, answer, share);
      if (body != null) {
        http.setAttribute(RECEIVED, new Callback(body, headers(http), Map.of()));
        received = new ReceivedRequest(http, body, share::release);
        chain.doFilter(received, answer);
      }
    } finally {
      // What goes on behind this thread gives its share back at its own end.
      if (received == null || !received.goesOn()) {
        share.release();
      }
    }
  }

  /** The body; null when it was refused. */
  private byte @Nullable [] read(
      HttpServletRequest http, HttpServletResponse answer, ByteBudget.Share share)
      throws IOException {
    long announced = http.getContentLengthLong();
    if (announced > maxBodySize) {
      refuseTooLarge(answer);
      return null;
    }
    ByteArrayOutputStream body =
        new ByteArrayOutputStream(announced > 0 ? (int) Math.min(announced, CHUNK) : 512);
    InputStream in = http.getInputStream();
    byte[] chunk = new byte[CHUNK];
    for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
      if (body.size() + read > maxBodySize) {
        refuseTooLarge(answer);
        return null;
      }
      if (!share.grow(read)) {
        refuse(answer, HttpServletResponse.SC_SERVICE_UNAVAILABLE, "busy, try again\n");
        return null;
      }
      body.write(chunk, 0, read);
    }
    return body.toByteArray();
  }

  private static Map<String, List<String>> headers(HttpServletRequest http) {
    Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    for (String name : Collections.list(http.getHeaderNames())) {
      headers.put(name, Collections.list(http.getHeaders(name)));
    }
    return headers;
  }

  private static void refuseTooLarge(HttpServletResponse answer) throws IOException {
    refuse(answer, HttpServletResponse.SC_REQUEST_ENTITY_TOO_LARGE, "the body is too large\n");
  }

  /** Closes the connection, since the rest of the body was not read. */
  private static void refuse(HttpServletResponse answer, int status, String text)
      throws IOException {
    answer.setStatus(status);
    answer.setHeader("Connection", "close");
    if (status == HttpServletResponse.SC_SERVICE_UNAVAILABLE) {
      answer.setIntHeader("Retry-After", RETRY_AFTER_SECONDS);
    }
    answer.setContentType("text/plain");
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    answer.setContentLength(bytes.length);
    answer.getOutputStream().write(bytes);
  }
}
