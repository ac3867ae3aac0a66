package io.dromedary.target;

import java.io.IOException;
import java.net.URI;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.classic.ExecChainHandler;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.HttpStatus;
import org.apache.hc.core5.http.io.support.ClassicRequestBuilder;

/**
 * Puts the token on a request. When the answer is 401 the token may have been taken back: then it
 * is renewed, and the request repeated once.
 */
final class BearerToken implements ExecChainHandler {
  private final HttpHost host;
  private final AccessTokens tokens;

  /**
   * @param url of the API; its host is the only one that gets the token
   */
  BearerToken(String url, AccessTokens tokens) {
    this.host = HttpHost.create(URI.create(url));
    this.tokens = tokens;
  }

  @Override
  public ClassicHttpResponse execute(
      ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
      throws IOException, HttpException {
    checkHost(scope.route.getTargetHost());
    String token = tokens.current();
    ClassicHttpResponse response = chain.proceed(with(token, request), scope);
    HttpEntity sent = request.getEntity();
    if (response.getCode() != HttpStatus.SC_UNAUTHORIZED
        || (sent != null && !sent.isRepeatable())) {
      return response;
    }
    response.close();
    tokens.refused(token);
    return chain.proceed(with(tokens.current(), request), scope);
  }

  private static ClassicHttpRequest with(String token, ClassicHttpRequest request) {
    ClassicHttpRequest authorised = ClassicRequestBuilder.copy(request).build();
    authorised.setHeader(HttpHeaders.AUTHORIZATION, "Bearer " + token);
    return authorised;
  }

  private void checkHost(HttpHost target) throws HttpException {
    boolean same =
        target.getHostName().equalsIgnoreCase(host.getHostName())
            && target.getSchemeName().equalsIgnoreCase(host.getSchemeName())
            && port(target) == port(host);
    if (!same) {
      throw new HttpException(
          "The request goes to %s, and its access token is for %s only; ask one API for each client"
              .formatted(target, host));
    }
  }

  private static int port(HttpHost host) {
    return host.getPort() > 0 ? host.getPort() : "https".equals(host.getSchemeName()) ? 443 : 80;
  }
}
