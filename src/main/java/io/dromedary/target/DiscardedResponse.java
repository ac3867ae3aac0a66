package io.dromedary.target;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.classic.ExecChainHandler;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpStatus;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * Reads the body of a response away, so that its connection can be used again, but not for ever: a
 * partner that sends too much, or too slowly, loses the connection. Its status counts all the same.
 *
 * <p>Of a refusal the beginning is kept, as plain text whatever the partner calls it: it often says
 * why.
 */
final class DiscardedResponse implements ExecChainHandler {
  private static final int LONGEST = 64 * 1024;
  private static final int LONGEST_KEPT = 4 * 1024;

  private final Timeout timeout;

  DiscardedResponse(Timeout timeout) {
    this.timeout = timeout;
  }

  @Override
  public ClassicHttpResponse execute(
      ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
      throws IOException, HttpException {
    ClassicHttpResponse response = chain.proceed(request, scope);
    HttpEntity entity = response.getEntity();
    if (entity != null) {
      ByteArrayOutputStream beginning = new ByteArrayOutputStream();
      if (!readAway(entity, beginning)) {
        scope.execRuntime.discardEndpoint(); // closing the response would read on to its end
      }
      response.setEntity(kept(response, beginning.toByteArray()));
      response.removeHeaders(HttpHeaders.CONTENT_TYPE); // its charset may be one that nobody knows
    }
    return response;
  }

  private static @Nullable HttpEntity kept(ClassicHttpResponse response, byte[] beginning) {
    return response.getCode() < HttpStatus.SC_REDIRECTION
            || beginning.length == 0
            || response.containsHeader(HttpHeaders.CONTENT_ENCODING)
        ? null
        : new ByteArrayEntity(beginning, ContentType.TEXT_PLAIN);
  }

  /** Whether the end was reached. */
  private boolean readAway(HttpEntity entity, ByteArrayOutputStream beginning) {
    long start = System.nanoTime();
    byte[] buffer = new byte[8192];
    try {
      InputStream body = entity.getContent();
      for (long total = 0; total <= LONGEST; ) {
        int read = body.read(buffer);
        if (read < 0) {
          return true;
        }
        beginning.write(buffer, 0, Math.min(read, LONGEST_KEPT - beginning.size()));
        total += read;
        if (System.nanoTime() - start > timeout.toNanoseconds()) {
          return false;
        }
      }
      return false;
    } catch (IOException e) {
      return false; // the status was received, and that is the answer
    }
  }
}
