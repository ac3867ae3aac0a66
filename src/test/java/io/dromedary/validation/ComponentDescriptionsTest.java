package io.dromedary.validation;

import static org.assertj.core.api.Assertions.assertThat;

import io.dromedary.delivery.DeliveryComponent;
import io.dromedary.delivery.DeliveryEndpoint;
import io.dromedary.event.EventLanguage;
import io.dromedary.inbox.InboxComponent;
import io.dromedary.inbox.InboxEndpoint;
import java.lang.reflect.Field;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.UriEndpoint;
import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriPath;
import org.apache.camel.spi.annotations.Language;
import org.apache.camel.tooling.model.BaseOptionModel;
import org.apache.camel.tooling.model.ComponentModel;
import org.junit.jupiter.api.Test;

/**
 * The descriptions of our components, by which validate and visual editors know their options, say
 * what the classes do. When this fails: mvn -Pdescribe process-classes writes them anew.
 */
class ComponentDescriptionsTest {
  private final Components components = new Components();

  @Test
  void theInboxIsDescribedAsItIs() throws Exception {
    described("inbox", InboxComponent.class, InboxEndpoint.class);
  }

  @Test
  void deliveryIsDescribedAsItIs() throws Exception {
    described("delivery", DeliveryComponent.class, DeliveryEndpoint.class);
  }

  @Test
  void bothAreListedWithTheOthersAndSoIsTheLanguage() {
    assertThat(components.schemes()).contains("inbox", "delivery", "kafka", "direct");
    assertThat(components.languages())
        .contains(EventLanguage.class.getAnnotation(Language.class).value(), "simple");
  }

  private void described(String scheme, Class<?> component, Class<?> endpoint) {
    ComponentModel model = Objects.requireNonNull(components.componentModel(scheme), scheme);
    UriEndpoint uri = endpoint.getAnnotation(UriEndpoint.class);
    assertThat(model.getSyntax()).isEqualTo(uri.syntax());
    assertThat(model.getTitle()).isEqualTo(uri.title());
    assertThat(model.isRemote()).isEqualTo(uri.remote());
    assertThat(model.getJavaType()).isEqualTo(component.getName());

    Map<String, String> inherited = new TreeMap<>();
    Map<String, String> written = new TreeMap<>();
    model.getEndpointOptions().forEach(o -> written.put(o.getName(), text(o)));
    for (Field field : endpoint.getDeclaredFields()) {
      UriParam parameter = field.getAnnotation(UriParam.class);
      UriPath path = field.getAnnotation(UriPath.class);
      if (parameter != null) {
        inherited.put(
            field.getName(),
            text(field, parameter.label(), parameter.defaultValue(), parameter.description()));
      } else if (path != null) {
        inherited.put(field.getName(), text(field, "", "", path.description()));
      }
    }
    assertThat(written).containsAllEntriesOf(inherited);
    assertThat(written.keySet().stream().filter(o -> !inherited.containsKey(o)))
        .containsExactlyInAnyOrder(
            "bridgeErrorHandler", "exceptionHandler", "exchangePattern", "lazyStartProducer");

    Map<String, String> ofComponent = new TreeMap<>();
    for (Field field : component.getDeclaredFields()) {
      Metadata metadata = field.getAnnotation(Metadata.class);
      if (metadata != null) {
        ofComponent.put(
            field.getName(),
            text(field, metadata.label(), metadata.defaultValue(), metadata.description()));
      }
    }
    Map<String, String> writtenOfComponent = new TreeMap<>();
    model.getComponentOptions().forEach(o -> writtenOfComponent.put(o.getName(), text(o)));
    assertThat(writtenOfComponent).containsAllEntriesOf(ofComponent);
  }

  private static String text(BaseOptionModel option) {
    return option.getJavaType()
        + " "
        + option.getLabel()
        + " "
        + (option.getDefaultValue() == null
            ? ""
            : String.valueOf(option.getDefaultValue()).replaceFirst("\\.0$", ""))
        + " "
        + option.getDescription();
  }

  private static String text(Field field, String label, String defaultValue, String description) {
    return field.getType().getName() + " " + label + " " + defaultValue + " " + description;
  }
}
