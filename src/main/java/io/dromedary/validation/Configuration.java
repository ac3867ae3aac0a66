package io.dromedary.validation;

import io.dromedary.catalogue.Catalogue;
import io.dromedary.secret.Secrets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;

/**
 * What the route files may refer to besides themselves.
 *
 * @param file of the properties; it need not exist
 * @param keys all keys in that file, those of secrets included, and where each stands
 * @param visible what Camel gets to see of them, and of the command line
 * @param catalogue of the events that can come
 * @param beans the names that the runtime itself binds
 */
public record Configuration(
    Path file,
    Map<String, Place> keys,
    Map<String, String> visible,
    Secrets secrets,
    Catalogue catalogue,
    Set<String> beans) {}
