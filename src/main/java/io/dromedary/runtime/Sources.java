package io.dromedary.runtime;

import io.dromedary.secret.Secrets;
import io.dromedary.signature.SignatureProcessor;
import io.dromedary.signature.SignatureSetupException;
import io.dromedary.validation.Finding;
import io.dromedary.validation.Place;
import io.dromedary.validation.RouteFile;
import io.dromedary.validation.RouteFile.Bean;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.support.PropertyBindingSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which sources take callbacks: those that have a secret. Immutable. */
final class Sources {
  private static final Logger LOG = LoggerFactory.getLogger(Sources.class);

  private final List<RouteFile> files;
  private final Set<String> on = new TreeSet<>();
  private final Set<String> off = new TreeSet<>();
  private final Set<String> idle = new TreeSet<>();
  private final Map<String, String> waitingFor = new TreeMap<>();
  private final Set<String> ofKamelets = new TreeSet<>();

  private Sources(List<RouteFile> files) {
    this.files = files;
  }

  /** None yet. */
  static Sources none() {
    return new Sources(List.of());
  }

  /**
   * The sources of some files.
   *
   * @param context whose registry has their beans
   * @throws StartException when a source is set up wrongly, or when all are off
   */
  static Sources of(CamelContext context, List<RouteFile> files) throws StartException {
    Sources sources = new Sources(files);
    sources.look(context);
    return sources;
  }

  /** The ids of the routes that do not start, since their source has no secret. */
  Set<String> idle() {
    return Set.copyOf(idle);
  }

  /** Says which are off, and what they wait for. */
  void say() {
    waitingFor.forEach(
        (source, key) -> {
          // A Kamelet says so itself.
          if (!ofKamelets.contains(source)) {
            LOG.info("Source {} is off: {} is not set", source, key);
          }
        });
  }

  Set<String> on() {
    return Set.copyOf(on);
  }

  /** The names of all sources, and whether each is on. */
  Map<String, Boolean> all() {
    Map<String, Boolean> all = new TreeMap<>();
    off.forEach(source -> all.put(source, false));
    on.forEach(source -> all.put(source, true));
    return all;
  }

  private void look(CamelContext context) throws StartException {
    Map<String, SignatureProcessor> processors =
        new TreeMap<>(context.getRegistry().findByTypeWithName(SignatureProcessor.class));
    Map<String, SignatureProcessor> made = madeByKamelets(context);
    processors.putAll(made);
    List<Finding> findings = new ArrayList<>();
    Map<String, String> keys = waitingFor;
    Set<String> busy = new TreeSet<>();
    processors.forEach(
        (name, processor) -> {
          try {
            processor.ready();
            if (processor.isOff()) {
              off.add(processor.source());
              keys.put(processor.source(), processor.secretKey());
              if (made.containsKey(name)) {
                ofKamelets.add(processor.source());
              }
              idle.addAll(routesOf(name));
            } else {
              on.add(processor.source());
              busy.addAll(routesOf(name));
            }
          } catch (SignatureSetupException e) {
            findings.add(new Finding(placeOf(name), String.valueOf(e.getMessage())));
          }
        });
    if (!findings.isEmpty()) {
      throw new StartException(findings, null);
    }
    idle.addAll(besides(idle));
    idle.removeAll(busy);
    if (on.isEmpty() && !keys.isEmpty()) {
      throw new StartException(
          "no source has a secret, so no callback could be verified; set "
              + String.join(" or ", keys.values())
              + " in the configuration, or "
              + keys.values().stream().map(Secrets::variable).collect(Collectors.joining(" or "))
              + " in the environment, or a file with it as the same name and _FILE",
          null);
    }
  }

  /** Kamelets make theirs when their route is made, and ask it themselves whether it is off. */
  private Map<String, SignatureProcessor> madeByKamelets(CamelContext context) {
    Map<String, SignatureProcessor> made = new TreeMap<>();
    for (RouteFile file : files) {
      if (file.routes().stream().anyMatch(RouteFile.Route::kamelet)) {
        for (Bean bean : file.beans()) {
          if (SignatureProcessor.class.getName().equals(bean.type()) && bean.ofKamelet()) {
            made.put(bean.name(), processor(bean, context));
          }
        }
      }
    }
    return made;
  }

  private static SignatureProcessor processor(Bean bean, CamelContext context) {
    SignatureProcessor processor = new SignatureProcessor();
    processor.setCamelContext(context);
    Map<String, Object> properties = new TreeMap<>();
    bean.properties()
        .forEach((name, value) -> properties.put(name, context.resolvePropertyPlaceholders(value)));
    PropertyBindingSupport.bindProperties(context, processor, properties);
    return processor;
  }

  /**
   * The other routes of the paths of these: who asks there for consent must not get it while no
   * callback is taken.
   */
  private Set<String> besides(Set<String> ids) {
    Set<String> paths = new TreeSet<>();
    Set<String> besides = new TreeSet<>();
    for (RouteFile file : files) {
      for (RouteFile.Route route : file.routes()) {
        if (route.id() != null && ids.contains(route.id())) {
          paths.add(route.from());
        }
      }
    }
    for (RouteFile file : files) {
      for (RouteFile.Route route : file.routes()) {
        if (route.id() != null && paths.contains(route.from())) {
          besides.add(route.id());
        }
      }
    }
    return besides;
  }

  private List<String> routesOf(String bean) {
    List<String> ids = new ArrayList<>();
    for (RouteFile file : files) {
      for (RouteFile.Route route : file.routes()) {
        String id = route.id();
        boolean uses =
            route.steps().stream()
                .anyMatch(step -> step.kind().equals("process") && step.name().equals(bean));
        if (uses && id != null) {
          ids.add(id);
        }
      }
    }
    return ids;
  }

  private @Nullable Place placeOf(String bean) {
    return files.stream()
        .flatMap(file -> file.beans().stream())
        .filter(candidate -> candidate.name().equals(bean))
        .findFirst()
        .map(Bean::place)
        .orElse(null);
  }
}
