package io.dromedary.validation;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.Node;

/** What the route files name: endpoints, expressions and beans, each where it stands. */
final class Uses {
  final List<Endpoint> endpoints = new ArrayList<>();
  final List<Expression> expressions = new ArrayList<>();
  final List<Bean> beans = new ArrayList<>();
  final List<Text> texts = new ArrayList<>();

  /**
   * An endpoint.
   *
   * @param eip the step that names it, for example {@code to}, or {@code from}
   * @param parameters its options that do not stand in the uri
   */
  record Endpoint(Entry entry, String eip, Node uri, @Nullable Node parameters) {}

  /** An expression of a language. */
  record Expression(Entry entry, String language, Node text) {}

  /**
   * A reference to a bean.
   *
   * @param by what names it
   */
  record Bean(Entry entry, String by, Node name) {}

  /** A value in which placeholders are resolved. */
  record Text(Entry entry, Node node) {}
}
