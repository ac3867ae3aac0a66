package io.dromedary.target;

import java.io.IOException;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.classic.ExecChainHandler;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;

/**
 * Reads the whole answer, up to a bound, within the deadline of the request; and leaves it as UTF-8
 * whatever the other side calls it, since JSON is nothing else.
 */
final class BoundedResponse implements ExecChainHandler {
  private static final int LONGEST = 4 * 1024 * 1024;

  @Override
  public ClassicHttpResponse execute(
      ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
      throws IOException, HttpException {
    ClassicHttpResponse response = chain.proceed(request, scope);
    HttpEntity entity = response.getEntity();
    if (entity != null) {
      byte[] body = entity.getContent().readNBytes(LONGEST + 1);
      if (body.length > LONGEST) {
        scope.execRuntime.discardEndpoint(); // closing the response would read on to its end
        throw new IOException(
            "The answer of %s has more than %d bytes"
                .formatted(scope.route.getTargetHost(), LONGEST));
      }
      response.setEntity(new ByteArrayEntity(body, ContentType.APPLICATION_JSON));
      response.removeHeaders(HttpHeaders.CONTENT_TYPE); // its charset may be one that nobody knows
    }
    return response;
  }
}
