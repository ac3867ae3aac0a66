package io.dromedary.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ConfiguratorRank;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import ch.qos.logback.core.spi.ContextAwareBase;
import java.time.ZoneId;
import org.slf4j.LoggerFactory;

/**
 * Log lines on standard error: ours from INFO, those of others from WARN. A file named by {@code
 * -Dlogback.configurationFile}, or a logback.xml on the class path, replaces this.
 */
@ConfiguratorRank(ConfiguratorRank.NOMINAL)
public final class LogOutput extends ContextAwareBase implements Configurator {
  private static final String CAMEL_CONTEXT = "org.apache.camel.impl.engine.AbstractCamelContext";

  @Override
  public ExecutionStatus configure(LoggerContext context) {
    if (System.getProperty("logback.configurationFile") != null) {
      return ExecutionStatus.INVOKE_NEXT_IF_ANY;
    }
    LogLayout layout = new LogLayout(ZoneId.systemDefault());
    layout.setContext(context);
    layout.start();
    LayoutWrappingEncoder<ILoggingEvent> encoder = new LayoutWrappingEncoder<>();
    encoder.setContext(context);
    encoder.setLayout(layout);
    encoder.start();
    ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
    console.setContext(context);
    console.setTarget("System.err");
    console.setEncoder(encoder);
    console.start();
    Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
    root.setLevel(Level.WARN);
    root.addAppender(console);
    context.getLogger("io.dromedary").setLevel(Level.INFO);
    // A failed attempt is reported by us, once, with what happens next.
    context.getLogger("org.apache.camel.processor.errorhandler").setLevel(Level.OFF);
    // Why it cannot start is said by us, in one line.
    context.getLogger(CAMEL_CONTEXT).setLevel(Level.OFF);
    // A broker that is away is reported with the delivery that it failed; the client repeats itself
    // every second.
    context.getLogger("org.apache.kafka").setLevel(Level.ERROR);
    // A connection that comes in the moment in which the port closes is closed; that is no news.
    context.getLogger("io.netty.bootstrap.ServerBootstrap").setLevel(Level.ERROR);
    return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
  }

  static void verbose() {
    level("org.apache.camel", Level.INFO);
    level(CAMEL_CONTEXT, Level.INFO);
    level("io.dromedary", Level.DEBUG);
  }

  static void onlyWarnings() {
    level("io.dromedary", Level.WARN);
  }

  private static void level(String name, Level level) {
    if (LoggerFactory.getLogger(name) instanceof Logger logger) {
      logger.setLevel(level);
    }
  }
}
