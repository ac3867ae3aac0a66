package io.dromedary.catalogue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.dromedary.catalogue.Checked.Result;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Checks the bodies of events against the schemas of a catalogue. It has no outcome but a {@link
 * Checked}: whatever goes wrong inside is one of these. Thread-safe.
 */
public final class EventCheck {
  /** Providers send some KiB; the tree of a body takes many times its bytes. */
  static final int LARGEST = 1 << 20;

  /** Beyond it only the first finding is looked for: a body may have as many as bytes. */
  private static final int ALL_FINDINGS = 64 << 10;

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final Catalogue catalogue;
  private @Nullable SchemaRegistry made;
  // One for each entry that was met.
  private final Map<String, Compiled> schemas = new ConcurrentHashMap<>();

  /** One of the two is there. A schema that is broken is compiled once, too. */
  private record Compiled(@Nullable Schema schema, @Nullable String failure) {}

  public EventCheck(Catalogue catalogue) {
    this.catalogue = catalogue;
  }

  /**
   * Checks an event.
   *
   * @param source who sent it
   * @param system null when it is not known
   * @param type null when it could not be read
   * @param body as it was signed
   */
  public Checked check(String source, @Nullable String system, @Nullable String type, byte[] body) {
    Known known = catalogue.find(source, system, type);
    if (known instanceof Known.NewerVersion newer) {
      return new Checked(Result.NEWER_VERSION, newer.entry(), null);
    }
    if (!(known instanceof Known.Exactly exactly)) {
      return Checked.of(Result.UNKNOWN_TYPE);
    }
    EventEntry entry = exactly.entry();
    if (body.length > LARGEST) {
      return new Checked(
          Result.UNCHECKED, entry, "its " + body.length + " bytes are more than " + LARGEST);
    }
    Compiled compiled = schemas.computeIfAbsent(entry.name(), name -> compile(entry));
    Schema schema = compiled.schema();
    if (schema == null) {
      return new Checked(Result.FAILED, entry, compiled.failure());
    }
    try {
      return check(entry, schema, body);
    } catch (RuntimeException | StackOverflowError | LinkageError e) {
      return new Checked(Result.FAILED, entry, failure(e));
    }
  }

  private Checked check(EventEntry entry, Schema schema, byte[] body) {
    JsonNode tree;
    try {
      tree = MAPPER.readTree(body);
    } catch (IOException e) {
      return new Checked(Result.UNCHECKED, entry, "it is no JSON as it stands");
    }
    boolean firstOnly = body.length > ALL_FINDINGS;
    List<Error> errors =
        schema.validate(
            tree, context -> context.executionConfig(config -> config.failFast(firstOnly)));
    return errors.isEmpty()
        ? new Checked(Result.VALID, entry, null)
        : new Checked(Result.INVALID, entry, Misfits.describe(errors));
  }

  private Compiled compile(EventEntry entry) {
    try {
      JsonNode tree = EventSchema.of(entry);
      Schema schema = registry().getSchema(SchemaLocation.of(tree.path("$id").asText()), tree);
      schema.initializeValidators();
      return new Compiled(schema, null);
    } catch (RuntimeException | StackOverflowError | LinkageError e) {
      return new Compiled(null, failure(e));
    }
  }

  /** Made when the first event comes: a start can do without. */
  private synchronized SchemaRegistry registry() {
    SchemaRegistry registry = made;
    if (registry == null) {
      registry = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
      made = registry;
    }
    return registry;
  }

  /** Not its message, which may quote the body. */
  private static String failure(Throwable e) {
    return e.getClass().getName();
  }
}
