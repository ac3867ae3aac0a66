/**
 * Auto-configuration for Spring Boot: options from the application's properties, and callbacks as
 * bytes whatever the host's web server makes of them. Loaded by Spring Boot only; nothing else
 * knows it, and without Spring it is never looked at.
 */
@NullMarked
package io.dromedary.spring;

import org.jspecify.annotations.NullMarked;
