package io.dromedary.spring;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Enumeration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A callback whose body has been read: it can be read once more, and says of itself nothing that
 * makes others parse or unpack it. The headers as they came are in the Callback.
 */
final class ReceivedRequest extends HttpServletRequestWrapper {
  private static final String PLAIN_BYTES = "application/octet-stream";

  private final ByteArrayInputStream body;
  private final int length;
  private final Runnable whenAnswered;
  private volatile boolean goesOn;

  /**
   * @param whenAnswered called at the end of a request that went on behind the thread it came on
   */
  ReceivedRequest(HttpServletRequest request, byte[] body, Runnable whenAnswered) {
    super(request);
    this.body = new ByteArrayInputStream(body);
    this.length = body.length;
    this.whenAnswered = whenAnswered;
  }

  /** Whether it is answered behind the thread it came on. */
  boolean goesOn() {
    return goesOn;
  }

  @Override
  public AsyncContext startAsync() {
    return watched(super.startAsync());
  }

  @Override
  public AsyncContext startAsync(ServletRequest request, ServletResponse response) {
    return watched(super.startAsync(request, response));
  }

  private AsyncContext watched(AsyncContext context) {
    goesOn = true;
    context.addListener(new AtEnd());
    return context;
  }

  @Override
  public ServletInputStream getInputStream() {
    return new Bytes();
  }

  @Override
  public BufferedReader getReader() {
    return new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
  }

  @Override
  public int getContentLength() {
    return length;
  }

  @Override
  public long getContentLengthLong() {
    return length;
  }

  @Override
  public @Nullable String getContentType() {
    String type = super.getContentType();
    return type == null || !isParsed(type) ? type : PLAIN_BYTES;
  }

  private static boolean isParsed(String type) {
    String lower = type.toLowerCase(Locale.ROOT);
    return lower.startsWith("multipart/") || lower.startsWith("application/x-www-form-urlencoded");
  }

  @Override
  public @Nullable String getHeader(String name) {
    if (isEncoding(name)) {
      return null;
    }
    return isType(name) ? getContentType() : super.getHeader(name);
  }

  @Override
  public Enumeration<String> getHeaders(String name) {
    if (isEncoding(name)) {
      return Collections.emptyEnumeration();
    }
    String type = isType(name) ? getContentType() : null;
    return type == null
        ? super.getHeaders(name)
        : Collections.enumeration(Collections.singleton(type));
  }

  private static boolean isEncoding(String name) {
    return "content-encoding".equalsIgnoreCase(name);
  }

  private static boolean isType(String name) {
    return "content-type".equalsIgnoreCase(name);
  }

  private final class Bytes extends ServletInputStream {
    @Override
    public int read() {
      return body.read();
    }

    @Override
    public int read(byte[] into, int offset, int count) {
      return body.read(into, offset, count);
    }

    @Override
    public int available() {
      return body.available();
    }

    @Override
    public boolean isFinished() {
      return body.available() == 0;
    }

    @Override
    public boolean isReady() {
      return true;
    }

    @Override
    public void setReadListener(ReadListener listener) {
      throw new IllegalStateException("this body has been received; read it");
    }
  }

  /** Errors and time-outs end in a completion too. */
  private final class AtEnd implements AsyncListener {
    @Override
    public void onComplete(AsyncEvent event) {
      whenAnswered.run();
    }

    @Override
    public void onTimeout(AsyncEvent event) {}

    @Override
    public void onError(AsyncEvent event) {}

    @Override
    public void onStartAsync(AsyncEvent event) {
      event.getAsyncContext().addListener(this);
    }
  }
}
