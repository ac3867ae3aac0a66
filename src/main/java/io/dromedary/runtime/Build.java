package io.dromedary.runtime;

/** What was built. */
public final class Build {
  private Build() {}

  /** The version of this program; {@code (from classes)} where it does not run from its jar. */
  public static String version() {
    String version = Build.class.getPackage().getImplementationVersion();
    return version == null ? "(from classes)" : version;
  }
}
