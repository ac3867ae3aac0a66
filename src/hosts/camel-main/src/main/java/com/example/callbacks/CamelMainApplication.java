package com.example.callbacks;

import org.apache.camel.main.Main;

/** All there is to it stands in application.properties and in the routes under camel. */
public final class CamelMainApplication {
  private CamelMainApplication() {}

  public static void main(String[] args) throws Exception {
    Main main = new Main(CamelMainApplication.class);
    main.run(args);
  }
}
