package io.dromedary.catalogue;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.parser.Parser;

/**
 * The events of another parser, as long as what they make is not too deep for a stack and, with its
 * aliases written out, not too large for the memory.
 */
final class BoundedParser implements Parser {
  private static final long MAX_VALUES = 1_000_000;

  private final Parser parser;
  private final int maxDepth;
  private final Map<Anchor, Long> sizes = new HashMap<>();
  private final Deque<Open> open = new ArrayDeque<>();

  BoundedParser(Parser parser, int maxDepth) {
    this.parser = parser;
    this.maxDepth = maxDepth;
    open.push(new Open(Optional.empty()));
  }

  /** A bound that a document is beyond. */
  static final class BeyondException extends MarkedYamlEngineException {
    private static final long serialVersionUID = 1;

    private BeyondException(String problem, Event at) {
      super("", Optional.empty(), problem, at.getStartMark());
    }
  }

  /** A mapping or list whose end is not read yet. */
  private static final class Open {
    final Optional<Anchor> anchor;
    long size = 1;

    Open(Optional<Anchor> anchor) {
      this.anchor = anchor;
    }
  }

  @Override
  public boolean checkEvent(Event.ID id) {
    return parser.checkEvent(id);
  }

  @Override
  public Event peekEvent() {
    return parser.peekEvent();
  }

  @Override
  public boolean hasNext() {
    return parser.hasNext();
  }

  @Override
  public Event next() {
    Event event = parser.next();
    switch (event.getEventId()) {
      case MappingStart, SequenceStart -> begin((NodeEvent) event);
      case MappingEnd, SequenceEnd -> end(event);
      case Scalar -> {
        ((NodeEvent) event).getAnchor().ifPresent(anchor -> sizes.put(anchor, 1L));
        add(1, event);
      }
      case Alias -> add(size((AliasEvent) event), event);
      default -> {}
    }
    return event;
  }

  private void begin(NodeEvent event) {
    open.push(new Open(event.getAnchor()));
    if (open.size() > maxDepth + 1) {
      throw new BeyondException("this is nested deeper than " + maxDepth + " levels", event);
    }
  }

  private void end(Event event) {
    Open ended = open.pop();
    ended.anchor.ifPresent(anchor -> sizes.put(anchor, ended.size));
    add(ended.size, event);
  }

  private long size(AliasEvent alias) {
    Anchor anchor = alias.getAlias();
    if (open.stream().anyMatch(one -> one.anchor.filter(anchor::equals).isPresent())) {
      throw new BeyondException("an anchor contains itself", alias);
    }
    // One that is not known is refused by who reads this.
    return sizes.getOrDefault(anchor, 1L);
  }

  private void add(long values, Event at) {
    Open into = open.getFirst();
    into.size += values;
    if (into.size > MAX_VALUES) {
      throw new BeyondException(
          "with its aliases written out it has more than " + MAX_VALUES + " values", at);
    }
  }
}
