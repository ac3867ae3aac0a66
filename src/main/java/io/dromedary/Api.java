package io.dromedary;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Part of what applications may use: it changes with a new major version only, and docs/api.txt
 * lists it. Everything else is public because packages need it from each other, and may change with
 * any version; so may a member of an API type that has another type of ours in its signature.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Api {}
