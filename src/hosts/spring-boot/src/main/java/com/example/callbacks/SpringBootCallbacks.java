package com.example.callbacks;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** All there is to it stands in application.properties and in the routes under camel. */
@SpringBootApplication
public class SpringBootCallbacks {
  public static void main(String[] args) {
    SpringApplication.run(SpringBootCallbacks.class, args);
  }
}
