package io.dromedary.signature;

import java.util.Arrays;
import java.util.stream.Collectors;

/** The algorithms a scheme may pin. The request never has a say in it. */
enum HmacAlgorithm {
  /** Only for providers that offer nothing better: APS. */
  SHA1("HmacSHA1", 20),
  SHA256("HmacSHA256", 32),
  SHA512("HmacSHA512", 64);

  private final String jca;
  private final int length;

  HmacAlgorithm(String jca, int length) {
    this.jca = jca;
    this.length = length;
  }

  /** The name in the Java Cryptography Architecture, which is also the name in a route file. */
  String jca() {
    return jca;
  }

  /** Of a digest, in bytes. */
  int length() {
    return length;
  }

  static HmacAlgorithm named(String name) {
    return Arrays.stream(values())
        .filter(algorithm -> algorithm.jca.equalsIgnoreCase(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "there is no algorithm %s; use one of %s".formatted(name, names())));
  }

  private static String names() {
    return Arrays.stream(values()).map(HmacAlgorithm::jca).collect(Collectors.joining(", "));
  }
}
