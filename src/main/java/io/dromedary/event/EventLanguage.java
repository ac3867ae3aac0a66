package io.dromedary.event;

import io.dromedary.Api;
import org.apache.camel.Exchange;
import org.apache.camel.Expression;
import org.apache.camel.ExpressionIllegalSyntaxException;
import org.apache.camel.Predicate;
import org.apache.camel.spi.annotations.Language;
import org.apache.camel.support.ExpressionAdapter;
import org.apache.camel.support.LanguageSupport;

/**
 * The Camel language {@code event}: whether the event on the exchange is one that an {@link
 * EventPattern} means, by the headers {@link EventHeaders#SYSTEM} and {@link
 * EventHeaders#EVENT_TYPE}. In a route file:
 *
 * <pre>{@code
 * expression:
 *   language:
 *     language: event
 *     expression: "data/dm.*"
 * }</pre>
 *
 * A bad pattern fails the start of its route.
 */
@Api
@Language("event")
public final class EventLanguage extends LanguageSupport {

  @Override
  public Predicate createPredicate(String expression) {
    return new Matches(pattern(expression));
  }

  @Override
  public Expression createExpression(String expression) {
    return new Matches(pattern(expression));
  }

  private EventPattern pattern(String expression) {
    String text = loadResource(expression);
    try {
      return EventPattern.parse(text);
    } catch (IllegalArgumentException e) {
      throw new ExpressionIllegalSyntaxException(e.getMessage(), e);
    }
  }

  private static final class Matches extends ExpressionAdapter {
    private final EventPattern pattern;

    Matches(EventPattern pattern) {
      this.pattern = pattern;
    }

    @Override
    public boolean matches(Exchange exchange) {
      return pattern.matches(
          exchange.getMessage().getHeader(EventHeaders.SYSTEM, String.class),
          exchange.getMessage().getHeader(EventHeaders.EVENT_TYPE, String.class));
    }

    @Override
    public Object evaluate(Exchange exchange) {
      return matches(exchange);
    }

    @Override
    public String toString() {
      return "event(" + pattern + ")";
    }
  }
}
