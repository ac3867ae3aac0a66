package io.dromedary.signature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.assertj.core.util.Throwables;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

/** Everything that good and bad starts write, at the finest level of every logger. */
class SecretsStayHiddenTest {
  private static final String SECRET = "hush0123456789abcdef0123456789{{x}}";
  private static final String BODY = "{\"webhookId\":\"hook-1\"}";

  private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
  private final List<String> written = new CopyOnWriteArrayList<>();
  private final Recorder recorder = new Recorder();
  private final DefaultCamelContext context = new DefaultCamelContext();
  private @Nullable Level level;

  private final class Recorder extends AppenderBase<ILoggingEvent> {
    @Override
    protected void append(ILoggingEvent event) {
      written.add(event.getFormattedMessage());
      if (event.getThrowableProxy() != null) {
        written.add(ThrowableProxyUtil.asString(event.getThrowableProxy()));
      }
    }
  }

  @BeforeEach
  void record() {
    level = root.getLevel();
    root.setLevel(Level.TRACE);
    recorder.start();
    root.addAppender(recorder);
  }

  @AfterEach
  void stop() {
    root.detachAppender(recorder);
    root.setLevel(level);
    context.stop();
  }

  private void start(String scheme, String secrets) throws Exception {
    Properties properties = new Properties();
    properties.setProperty("itwin.secret", secrets);
    context.getPropertiesComponent().setInitialProperties(properties);
    String yaml =
        """
        - beans:
            - name: itwinSignature
              type: io.dromedary.signature.SignatureProcessor
              properties:
                scheme: SCHEME
                secret: itwin.secret
        - route:
            id: itwin-callback
            from:
              uri: direct:itwin
              steps:
                - process:
                    ref: itwinSignature
        """
            .replace("SCHEME", scheme);
    PluginHelper.getRoutesLoader(context)
        .loadRoutes(ResourceHelper.fromString("itwin.camel.yaml", yaml));
    context.start();
  }

  private Exchange send(String signature) {
    return context
        .createFluentProducerTemplate()
        .to("direct:itwin")
        .withBody(BODY)
        .withHeader("Signature", signature)
        .send();
  }

  private void assertHidden() {
    assertThat(written).hasSizeGreaterThan(20);
    assertThat(written)
        .noneMatch(line -> line.contains("hush"))
        .noneMatch(line -> line.contains(digest()));
  }

  private static String digest() {
    return Signing.hex("HmacSHA256", SECRET, BODY);
  }

  @Test
  void inAGoodStartWithAuthenticAndRefusedCallbacks() throws Exception {
    start("itwin", SECRET + ", hush-hook=" + SECRET);

    assertThat(send(digest()).getProperty(Verdict.PROPERTY)).isNotNull();
    assertThat(send("x" + digest()).getProperty(Verdict.PROPERTY)).isNull();
    assertThat(send("0".repeat(64)).getProperty(Verdict.PROPERTY)).isNull();

    context.stop();
    assertHidden();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          itwin             | hush
          itwin             | hush,,hush
          standard-webhooks | hush!hush!hush!hush!hush!hush!hush!
          jwt               | hushhushhushhushhushhushhushhush
          """)
  void inAStartThatFails(String scheme, String secrets) {
    Throwable failure = catchThrowable(() -> start(scheme, secrets));

    assertThat(failure).hasStackTraceContaining("under itwin.secret");
    assertThat(Throwables.getStackTrace(failure)).doesNotContain("hush");
    assertHidden();
  }
}
