package io.dromedary.catalogue;

import java.util.Map;
import java.util.TreeMap;

/** A catalogue as files, for people and for other programs. */
public final class CatalogueExport {
  private static final String SCHEMAS = "schemas/";

  private CatalogueExport() {}

  /**
   * The files of a catalogue: {@code events.md}, and a JSON Schema for each entry.
   *
   * @return by their path, with slashes
   */
  public static Map<String, String> files(Catalogue catalogue) {
    Map<String, String> files = new TreeMap<>();
    files.put("events.md", EventsPage.of(catalogue));
    for (EventEntry entry : catalogue.entries()) {
      files.put(SCHEMAS + EventSchema.path(entry), PrettyJson.of(EventSchema.of(entry)) + "\n");
    }
    return files;
  }
}
