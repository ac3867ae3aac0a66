package io.dromedary.signature;

import io.dromedary.Api;
import io.dromedary.event.Callback;
import io.dromedary.event.Listeners;
import io.dromedary.event.NonBlocking;
import io.dromedary.secret.SecretUser;
import io.dromedary.secret.Secrets;
import io.dromedary.signature.Verification.Refused;
import java.time.Clock;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.Service;
import org.jspecify.annotations.Nullable;

/**
 * Lets a callback pass that was signed with a secret of its source, and answers 401 to every other.
 *
 * <pre>{@code
 * - beans:
 *     - name: itwinSignature
 *       type: io.dromedary.signature.SignatureProcessor
 *       properties:
 *         scheme: itwin
 *         secret: itwin.secret
 * }</pre>
 *
 * <p>{@code scheme} is a preset: itwin, aps, github, standard-webhooks, or hmac. Every other
 * property replaces what the preset says, so that a new provider needs a route file only. {@code
 * secret} names the key the secrets are under; the processor reads them itself, before its route
 * starts, and goes over to others from one callback to the next. Up to 16 are tried, so that a secret can be changed without losing a callback; one
 * that is written {@code <subscription>=<secret>} authenticates only callbacks that name that
 * subscription in their body.
 *
 * <p>After it, the message has the signed bytes as its body, and the exchange a {@link Verdict}.
 * Properties are set before the first use; from then on it is thread-safe.
 */
@Api
public final class SignatureProcessor
    implements Processor, NonBlocking, CamelContextAware, Service, SecretUser {
  private final SchemeSettings settings = new SchemeSettings();
  private @Nullable String source;
  private @Nullable String secret;
  private Clock clock = Clock.systemUTC();
  private @Nullable CamelContext camelContext;
  private volatile @Nullable Prepared prepared;

  private volatile @Nullable Set<SignatureListener> listeners;

  private record Prepared(ReadySource ready, RefusalLog log) {}

  @Override
  public void process(Exchange exchange) {
    Prepared current = prepared();
    exchange.removeProperty(Verdict.PROPERTY);
    SignatureVerifier verifier = current.ready.verifier();
    if (verifier == null) {
      current.log.off();
      Answers.unavailable(exchange);
      return;
    }
    try {
      Callback callback = Callbacks.from(exchange);
      if (verifier.verify(callback, clock.instant()) instanceof Refused refused) {
        refuse(exchange, callback, refused, current);
      } else {
        accept(exchange, callback, current);
      }
    } catch (ParsedFormException e) {
      current.log.parsedForm();
      Answers.unavailable(exchange);
    } catch (Exception unreadable) {
      current.log.failed(unreadable);
      Answers.unavailable(exchange);
    }
  }

  private void accept(Exchange exchange, Callback callback, Prepared current) {
    ReadySource ready = current.ready;
    exchange.setProperty(
        Verdict.PROPERTY, new Verdict(ready.source(), ready.scheme().name(), callback));
    tell(exchange, current, listener -> listener.authenticated(ready.source()));
  }

  private void refuse(Exchange exchange, Callback callback, Refused refused, Prepared current) {
    Answers.unauthorized(exchange);
    current.log.refused(refused);
    Rejection rejection = refused.rejection();
    String fingerprint =
        rejection.wellFormed() && !listeners(exchange).isEmpty()
            ? BodyFingerprint.of(callback.body())
            : null;
    tell(
        exchange,
        current,
        listener -> listener.refused(current.ready.source(), rejection, fingerprint));
  }

  private void tell(Exchange exchange, Prepared current, Consumer<SignatureListener> news) {
    for (SignatureListener listener : listeners(exchange)) {
      try {
        news.accept(listener);
      } catch (RuntimeException e) {
        current.log.listenerFailed(listener, e);
      }
    }
  }

  // At the first callback: by then whoever observes the runtime has bound its listener.
  private Set<SignatureListener> listeners(Exchange exchange) {
    Set<SignatureListener> found = listeners;
    if (found == null) {
      found = Listeners.of(exchange.getContext(), SignatureListener.class);
      listeners = found;
    }
    return found;
  }

  /**
   * Reads and checks scheme and secrets, if that is not done yet. Camel calls it before the route
   * starts; whoever wants to know all problems before that may call it earlier.
   *
   * @throws SignatureSetupException when it cannot work as configured
   */
  public void ready() {
    prepared();
  }

  /**
   * Whether the source has no secret, so that its route is not to be started. A callback that comes
   * all the same is answered 503.
   *
   * @throws SignatureSetupException when it cannot work as configured
   */
  public boolean isOff() {
    return prepared().ready.verifier() == null;
  }

  /**
   * The source whose callbacks this verifies.
   *
   * @throws SignatureSetupException when it cannot work as configured
   */
  public String source() {
    return prepared().ready.source();
  }

  /**
   * The key that the secrets are under, for messages that say what to set.
   *
   * @throws SignatureSetupException when it cannot work as configured
   */
  public String secretKey() {
    return prepared().ready.key();
  }

  @Override
  public boolean uses(String key) {
    return key.equals(secret);
  }

  /** Every callback is verified with the secrets of before or with those of after, never both. */
  @Override
  public Change prepare(Secrets next) {
    ReadySource ready = ReadySource.of(source, secret, settings, next);
    return () -> take(ready);
  }

  private synchronized void take(ReadySource ready) {
    Prepared current = prepared;
    if (current != null) {
      prepared = new Prepared(ready, current.log);
    }
  }

  private Prepared prepared() {
    Prepared current = prepared;
    return current != null ? current : prepare();
  }

  private synchronized Prepared prepare() {
    Prepared current = prepared;
    if (current == null) {
      CamelContext context = camelContext;
      if (context == null) {
        throw new IllegalStateException(
            "A signature processor needs its Camel context; bind it in the registry, or call setCamelContext.");
      }
      ReadySource ready = ReadySource.of(source, secret, settings, Secrets.lookup(context));
      RefusalLog log =
          new RefusalLog(ready.source(), ready.key(), ready.scheme().whenUnsigned(), clock);
      current = new Prepared(ready, log);
      prepared = current;
    }
    return current;
  }

  @Override
  public void init() {
    ready();
  }

  @Override
  public void start() {
    ready();
  }

  /** Nothing: another route may use the same processor. */
  @Override
  public void stop() {}

  @Override
  public @Nullable CamelContext getCamelContext() {
    return camelContext;
  }

  @Override
  public void setCamelContext(CamelContext camelContext) {
    this.camelContext = camelContext;
  }

  void setClock(Clock clock) {
    this.clock = clock;
  }

  /** The preset: itwin, aps, github, standard-webhooks or hmac. */
  public void setScheme(String scheme) {
    settings.scheme = scheme;
  }

  /** The key the secrets are under, never a secret itself. */
  public void setSecret(String secret) {
    this.secret = secret;
  }

  /** Default: the text before the last dot of the key of the secrets. */
  public void setSource(String source) {
    this.source = source;
  }

  /** The header that holds the signature. */
  public void setHeader(String header) {
    settings.header = header;
  }

  /** What stands before the digest in the header. */
  public void setPrefix(String prefix) {
    settings.prefix = prefix;
  }

  /** Whether a digest without the prefix is refused; default: true. */
  public void setPrefixRequired(boolean prefixRequired) {
    settings.prefixRequired = prefixRequired;
  }

  /** HmacSHA256, HmacSHA1 or HmacSHA512. */
  public void setAlgorithm(String algorithm) {
    settings.algorithm = algorithm;
  }

  /** How the digest is written: hex or base64. */
  public void setEncoding(String encoding) {
    settings.encoding = encoding;
  }

  /** Whether the header may hold several signatures, separated by spaces. */
  public void setSeveral(boolean several) {
    settings.several = several;
  }

  /** What is signed: <code>{body}</code>, or with more, as <code>{id}.{timestamp}.{body}</code>. */
  public void setSigned(String signed) {
    settings.signed = signed;
  }

  /** The header that <code>{id}</code> stands for. */
  public void setIdHeader(String idHeader) {
    settings.idHeader = idHeader;
  }

  /** The header that <code>{timestamp}</code> stands for: whole seconds since 1970. */
  public void setTimestampHeader(String timestampHeader) {
    settings.timestampHeader = timestampHeader;
  }

  /** How far the timestamp may be from now, such as 5m, which is the default. */
  public void setTolerance(String tolerance) {
    settings.tolerance = tolerance;
  }

  /** How a secret becomes a key: text, or base64 (also after {@code whsec_}). */
  public void setSecretEncoding(String secretEncoding) {
    settings.secretEncoding = secretEncoding;
  }

  /** In characters of a text, or bytes behind a base64. */
  public void setMinimumSecretLength(int minimumSecretLength) {
    settings.minimumSecretLength = minimumSecretLength;
  }

  /**
   * Where a body names its subscription, as a JSON pointer such as {@code /webhookId}; of several,
   * separated by commas, the first that is there counts.
   */
  public void setSubscription(String subscription) {
    settings.subscription = subscription;
  }
}
