package io.dromedary.spring;

import io.dromedary.secret.Secrets;
import jakarta.servlet.Filter;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.ComponentCustomizer;
import org.apache.camel.spi.PropertiesSource;
import org.apache.camel.spi.RoutePolicyFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.env.Environment;

/**
 * What a Spring Boot application with Camel needs beside the jar. The components wire themselves to
 * its DataSource, MeterRegistry and health; here is only what they cannot know: that options stand
 * in Spring's environment, and that Spring's web server reads bodies its own way.
 */
@AutoConfiguration(afterName = "org.apache.camel.spring.boot.CamelAutoConfiguration")
@ConditionalOnBean(CamelContext.class)
@ConditionalOnProperty(name = "dromedary.enabled", matchIfMissing = true)
@EnableConfigurationProperties(DromedaryProperties.class)
final class DromedaryAutoConfiguration {

  @Bean
  ComponentCustomizer dromedaryComponents(
      ObjectProvider<CamelContext> camel, Environment environment, DromedaryProperties properties) {
    return new ComponentOptions(camel::getObject, environment, properties);
  }

  /**
   * Camel knows Spring's environment as text in placeholders only; secrets are asked for by key.
   */
  @Bean
  PropertiesSource dromedarySecretsOfSpring(Environment environment) {
    return new PropertiesSource() {
      @Override
      public String getName() {
        return "dromedary-secrets-of-spring";
      }

      @Override
      public @Nullable String getProperty(@Nullable String key) {
        return key != null && Secrets.isSecret(key) ? environment.getProperty(key) : null;
      }
    };
  }

  @Configuration(proxyBeanMethods = false)
  @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
  @ConditionalOnClass({Filter.class, FilterRegistrationBean.class})
  static final class Web {
    /** After the filters that set encoding and addresses, before all that may read a body. */
    private static final int ORDER = Ordered.HIGHEST_PRECEDENCE + 100;

    @Bean
    FilterRegistrationBean<CallbackFilter> dromedaryCallbackFilter(
        ObjectProvider<CamelContext> camel, DromedaryProperties properties) {
      FilterRegistrationBean<CallbackFilter> registration =
          new FilterRegistrationBean<>(
              CallbackFilter.of(
                  properties.http(), () -> camel.getObject().getStatus().isStarted()));
      registration.setUrlPatterns(properties.http().paths());
      registration.setOrder(ORDER);
      return registration;
    }

    @Bean
    RoutePolicyFactory dromedaryReceivedCallbacks() {
      return new ReceivedCallbacks();
    }
  }

  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass(HealthIndicator.class)
  static final class Actuator {
    @Bean
    @ConditionalOnProperty(name = "management.health.dromedary.enabled", matchIfMissing = true)
    HealthIndicator dromedaryHealthIndicator(ObjectProvider<CamelContext> camel) {
      return new ActuatorHealth(camel::getObject);
    }
  }
}
