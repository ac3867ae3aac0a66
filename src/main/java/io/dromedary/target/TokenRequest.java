package io.dromedary.target;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.dromedary.secret.Secrets;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.apache.hc.client5.http.classic.HttpClient;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.entity.UrlEncodedFormEntity;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.NameValuePair;
import org.apache.hc.core5.http.message.BasicNameValuePair;

/**
 * Asks a token endpoint for a token by client credentials (RFC 6749, section 4.4). A refusal
 * becomes a failure that says what the endpoint said of it, and nothing of what we sent.
 */
final class TokenRequest implements AccessTokens.Fetch {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int LONGEST_ANSWER = 64 * 1024;

  /** What RFC 6750 calls a bearer token, and no more than fits into a header. */
  private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9._~+/-]{1,16384}=*");

  /** An error code of RFC 6749; others might repeat what was sent. */
  private static final Pattern ERROR = Pattern.compile("[a-z_]{1,40}");

  /** Where the endpoint does not say: shorter than any that is usual. */
  private static final Duration USUAL = Duration.ofMinutes(5);

  private final HttpClient client;
  private final String prefix;
  private final String url;
  private final String clientId;
  private final boolean inBody;
  private final String scope;
  private final Supplier<Secrets> secrets;

  /**
   * @param prefix of the key of the client's secret
   * @param inBody whether client id and secret are form fields, instead of a header
   * @param scope blank: none is asked for
   * @param secrets gives those of now
   */
  TokenRequest(
      HttpClient client,
      String prefix,
      String url,
      String clientId,
      boolean inBody,
      String scope,
      Supplier<Secrets> secrets) {
    this.client = client;
    this.prefix = prefix;
    this.url = url;
    this.clientId = clientId;
    this.inBody = inBody;
    this.scope = scope;
    this.secrets = secrets;
  }

  @Override
  public AccessToken fetch() throws IOException {
    String key = prefix + ".client.secret";
    String secret = Objects.requireNonNull(secrets.get().one(key), key);
    HttpPost request = new HttpPost(url);
    request.setHeader(HttpHeaders.ACCEPT, "application/json");
    List<NameValuePair> form = new ArrayList<>();
    form.add(new BasicNameValuePair("grant_type", "client_credentials"));
    if (!scope.isBlank()) {
      form.add(new BasicNameValuePair("scope", scope));
    }
    if (inBody) {
      form.add(new BasicNameValuePair("client_id", clientId));
      form.add(new BasicNameValuePair("client_secret", secret));
    } else {
      request.setHeader(HttpHeaders.AUTHORIZATION, basic(clientId, secret));
    }
    request.setEntity(new UrlEncodedFormEntity(form, StandardCharsets.UTF_8));
    return client.execute(request, this::token);
  }

  /** RFC 6749, section 2.3.1: both are encoded as in a form first. */
  private static String basic(String clientId, String secret) {
    String both =
        URLEncoder.encode(clientId, StandardCharsets.UTF_8)
            + ":"
            + URLEncoder.encode(secret, StandardCharsets.UTF_8);
    return "Basic " + Base64.getEncoder().encodeToString(both.getBytes(StandardCharsets.UTF_8));
  }

  private AccessToken token(ClassicHttpResponse response) throws IOException {
    JsonNode answer = json(response.getEntity());
    if (response.getCode() != 200) {
      throw refused(response, answer);
    }
    String token = answer.path("access_token").asText();
    String type = answer.path("token_type").asText("Bearer");
    if (!TOKEN.matcher(token).matches() || !type.equalsIgnoreCase("Bearer")) {
      throw new IOException(
          "asking %s for an access token for %s: it answered 200 without a bearer token"
              .formatted(url, prefix));
    }
    long seconds = answer.path("expires_in").asLong(0);
    return new AccessToken(token, seconds > 0 ? Duration.ofSeconds(seconds) : USUAL);
  }

  private static JsonNode json(HttpEntity entity) throws IOException {
    if (entity == null) {
      return MissingNode.getInstance();
    }
    byte[] bytes = entity.getContent().readNBytes(LONGEST_ANSWER);
    try {
      return JSON.readTree(bytes);
    } catch (JsonProcessingException e) {
      return MissingNode.getInstance(); // its message would quote the answer
    }
  }

  private IOException refused(ClassicHttpResponse response, JsonNode answer) {
    String said = answer.path("error").asText();
    Header retryAfter = response.getFirstHeader(HttpHeaders.RETRY_AFTER);
    AccessRefusedException refused =
        new AccessRefusedException(
            prefix,
            url,
            response.getCode(),
            ERROR.matcher(said).matches() ? said : "",
            retryAfter == null
                ? Map.of()
                : Map.of(HttpHeaders.RETRY_AFTER, String.valueOf(retryAfter.getValue())));
    return new IOException(refused.getMessage(), refused);
  }
}
