package io.dromedary.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.dromedary.inbox.InboxComponent;
import java.util.function.Consumer;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.ComponentCustomizer;
import org.apache.camel.spi.PropertiesSource;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.annotation.ImportCandidates;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

class DromedaryAutoConfigurationTest {
  private final ApplicationContextRunner withoutCamel =
      new ApplicationContextRunner()
          .withConfiguration(AutoConfigurations.of(DromedaryAutoConfiguration.class));
  private final ApplicationContextRunner withCamel =
      withoutCamel.withBean(CamelContext.class, DefaultCamelContext::new);

  @Test
  void springBootFindsIt() {
    assertThat(ImportCandidates.load(AutoConfiguration.class, getClass().getClassLoader()))
        .contains(DromedaryAutoConfiguration.class.getName());
  }

  @Test
  void anApplicationWithoutCamelGetsNothing() {
    withoutCamel.run(
        context ->
            assertThat(context)
                .hasNotFailed()
                .doesNotHaveBean(ComponentCustomizer.class)
                .doesNotHaveBean(PropertiesSource.class));
  }

  @Test
  void anApplicationThatDoesNotWantItGetsNothing() {
    withCamel
        .withPropertyValues("dromedary.enabled=false")
        .run(context -> assertThat(context).doesNotHaveBean(ComponentCustomizer.class));
  }

  @Test
  void theWebServerOfAnApplicationThatHasNoneIsLeftAlone() {
    withCamel.run(
        context -> assertThat(context).hasNotFailed().doesNotHaveBean(ReceivedCallbacks.class));
  }

  @Test
  void anApplicationThatSaysNothingLeavesTheDefaults() {
    InboxComponent untouched = new InboxComponent();
    configured(
        withCamel,
        inbox -> {
          assertThat(inbox.getData()).isNull();
          assertThat(inbox.getDataSource()).isNull();
          assertThat(inbox.getMaxEvents()).isEqualTo(untouched.getMaxEvents());
          assertThat(inbox.getAnswerDeadline()).isEqualTo(untouched.getAnswerDeadline());
        });
  }

  @Test
  void itsPropertiesReachTheInbox() {
    configured(
        withCamel.withPropertyValues(
            "dromedary.data=events",
            "dromedary.inbox.max-events=5",
            "dromedary.inbox.answerDeadline=2s"),
        inbox -> {
          assertThat(inbox.getData()).isEqualTo("events");
          assertThat(inbox.getMaxEvents()).isEqualTo(5);
          assertThat(inbox.getAnswerDeadline()).isEqualTo(2_000);
        });
  }

  @Test
  void optionsOfTheComponentCountBeforeThem() {
    configured(
        withCamel.withPropertyValues(
            "dromedary.data=events",
            "camel.component.inbox.data=others",
            "camel.component.inbox.node-name=one",
            "camel.component.inbox.answer-deadline=1000"),
        inbox -> {
          assertThat(inbox.getData()).isEqualTo("others");
          assertThat(inbox.getNodeName()).isEqualTo("one");
          assertThat(inbox.getAnswerDeadline()).isEqualTo(1_000);
        });
  }

  @Test
  void anOptionThatCannotBeSetStopsNeitherTheOthersNorTheApplication() {
    configured(
        withCamel.withPropertyValues(
            "dromedary.data-source=missing",
            "camel.component.inbox.max-events=many",
            "camel.component.inbox.max-evnts=5",
            "camel.component.inbox.node-name=one"),
        inbox -> {
          assertThat(inbox.getDataSource()).isNull();
          assertThat(inbox.getMaxEvents()).isEqualTo(new InboxComponent().getMaxEvents());
          assertThat(inbox.getNodeName()).isEqualTo("one");
        });
  }

  @Test
  void secretsAreFoundInItsEnvironmentAndNothingElseIs() {
    withCamel
        .withPropertyValues("itwin.secret=a-${word}-secret", "word=longer", "dromedary.data=events")
        .run(
            context -> {
              PropertiesSource secrets = context.getBean(PropertiesSource.class);
              assertThat(secrets.getProperty("itwin.secret")).isEqualTo("a-longer-secret");
              assertThat(secrets.getProperty("aps.secret")).isNull();
              assertThat(secrets.getProperty("dromedary.data")).isNull();
            });
  }

  private static void configured(
      ApplicationContextRunner application, Consumer<InboxComponent> whatIsSet) {
    application.run(
        context -> {
          InboxComponent inbox = new InboxComponent();
          inbox.setCamelContext(context.getBean(CamelContext.class));
          ComponentCustomizer customizer = context.getBean(ComponentCustomizer.class);
          assertThat(customizer.isEnabled("inbox", inbox)).isTrue();
          customizer.configure("inbox", inbox);
          whatIsSet.accept(inbox);
        });
  }
}
