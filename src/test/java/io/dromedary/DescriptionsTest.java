package io.dromedary;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dromedary.delivery.DeliveryComponent;
import io.dromedary.delivery.DeliveryEndpoint;
import io.dromedary.event.EventLanguage;
import io.dromedary.inbox.InboxComponent;
import io.dromedary.inbox.InboxEndpoint;
import io.dromedary.signature.SignatureProcessor;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.catalog.impl.DefaultRuntimeCamelCatalog;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriPath;
import org.apache.camel.support.DefaultComponent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What editors and Camel's catalogue are told of us is what the code has. Where they differ: {@code
 * mvn -q -Pdescribe process-classes} writes the descriptions of the components anew; those of the
 * bean and the language are written by hand.
 */
class DescriptionsTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static JsonNode read(String resource) throws IOException {
    try (InputStream in = DescriptionsTest.class.getResourceAsStream("/" + resource)) {
      assertThat(in).as(resource).isNotNull();
      return JSON.readTree(in);
    }
  }

  /** Name and description; what has none by itself comes from Camel's base class. */
  private static Map<String, String> described(JsonNode options) {
    Map<String, String> described = new TreeMap<>();
    options
        .properties()
        .forEach(
            option ->
                described.put(option.getKey(), option.getValue().path("description").asText()));
    return described;
  }

  private static Map<String, String> componentOptions(Class<? extends DefaultComponent> type) {
    Map<String, String> options = new TreeMap<>();
    for (Class<?> each : new Class<?>[] {type, DefaultComponent.class}) {
      for (Field field : each.getDeclaredFields()) {
        Metadata metadata = field.getAnnotation(Metadata.class);
        if (metadata != null) {
          options.put(field.getName(), metadata.description());
        }
      }
    }
    return options;
  }

  private static Map<String, String> types(JsonNode options) {
    Map<String, String> types = new TreeMap<>();
    options
        .properties()
        .forEach(option -> types.put(option.getKey(), option.getValue().path("javaType").asText()));
    return types;
  }

  private static Map<String, String> types(Class<?> component) {
    Map<String, String> types = new TreeMap<>();
    for (Field field : component.getDeclaredFields()) {
      if (field.isAnnotationPresent(Metadata.class)) {
        types.put(field.getName(), field.getType().getName());
      }
    }
    return types;
  }

  private static Map<String, String> endpointOptions(Class<?> type) {
    Map<String, String> options = new TreeMap<>();
    for (Field field : type.getDeclaredFields()) {
      UriParam param = field.getAnnotation(UriParam.class);
      UriPath path = field.getAnnotation(UriPath.class);
      if (param != null) {
        options.put(field.getName(), param.description());
      } else if (path != null) {
        options.put(field.getName(), path.description());
      }
    }
    return options;
  }

  private static void assertDescribed(
      String name, Class<? extends DefaultComponent> component, Class<?> endpoint)
      throws IOException {
    JsonNode file = read("META-INF/io/dromedary/" + name + "/" + name + ".json");
    assertThat(file.at("/component/javaType").asText()).isEqualTo(component.getName());
    assertThat(described(file.path("componentProperties"))).isEqualTo(componentOptions(component));
    assertThat(types(file.path("componentProperties"))).containsAllEntriesOf(types(component));
    assertThat(described(file.path("properties"))).containsAllEntriesOf(endpointOptions(endpoint));
  }

  @Test
  void theInboxIsDescribedAsItIs() throws IOException {
    assertDescribed("inbox", InboxComponent.class, InboxEndpoint.class);
  }

  @Test
  void theDeliveryIsDescribedAsItIs() throws IOException {
    assertDescribed("delivery", DeliveryComponent.class, DeliveryEndpoint.class);
  }

  @Test
  void theSignatureProcessorIsDescribedWithAllItsProperties() throws IOException {
    JsonNode bean =
        read("META-INF/services/org/apache/camel/bean/SignatureProcessor.json").path("bean");
    assertThat(bean.path("javaType").asText()).isEqualTo(SignatureProcessor.class.getName());
    assertThat(described(bean.path("properties")).keySet())
        .isEqualTo(
            Arrays.stream(SignatureProcessor.class.getMethods())
                .filter(method -> method.getName().startsWith("set"))
                .filter(method -> method.getParameterTypes()[0] != CamelContext.class)
                .map(Method::getName)
                .map(name -> Character.toLowerCase(name.charAt(3)) + name.substring(4))
                .collect(Collectors.toCollection(TreeSet::new)));
    assertThat(described(bean.path("properties")).values()).allMatch(text -> !text.isBlank());
  }

  @Test
  void theLanguageIsDescribed() throws IOException {
    JsonNode language = read("META-INF/io/dromedary/event/event.json").path("language");
    assertThat(language.path("name").asText()).isEqualTo("event");
    assertThat(language.path("javaType").asText()).isEqualTo(EventLanguage.class.getName());
  }

  @ParameterizedTest
  @ValueSource(strings = {"component", "language", "bean"})
  void whatIsDescribedIsListedForThoseWhoLook(String kind) throws IOException {
    var all =
        DescriptionsTest.class
            .getClassLoader()
            .getResources("META-INF/services/org/apache/camel/" + kind + ".properties");
    StringBuilder ours = new StringBuilder();
    while (all.hasMoreElements()) {
      Properties one = new Properties();
      try (InputStream in = all.nextElement().openStream()) {
        one.load(in);
      }
      if ("io.dromedary".equals(one.getProperty("groupId"))) {
        ours.append(one.getProperty(kind.equals("bean") ? "bean" : kind + "s"));
      }
    }
    assertThat(ours.toString())
        .isEqualTo(
            Map.of("component", "inbox delivery", "language", "event", "bean", "SignatureProcessor")
                .get(kind));
  }

  @Test
  void camelsCatalogueKnowsTheOptions() throws IOException {
    try (DefaultCamelContext context = new DefaultCamelContext()) {
      DefaultRuntimeCamelCatalog catalog = new DefaultRuntimeCamelCatalog();
      catalog.setCamelContext(context);
      catalog.start();

      assertThat(catalog.validateEndpointProperties("inbox:itwin?concurrency=8").isSuccess())
          .isTrue();
      assertThat(catalog.validateEndpointProperties("inbox:itwin?concurency=8").getUnknown())
          .containsExactly("concurency");
      assertThat(
              catalog
                  .validateEndpointProperties("delivery:bus?maximumRedeliveries=x")
                  .getInvalidInteger())
          .containsKey("maximumRedeliveries");
      assertThat(catalog.languageJSonSchema("event")).contains("io.dromedary.event.EventLanguage");
    }
  }
}
