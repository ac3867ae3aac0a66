package io.dromedary.cli;

import picocli.CommandLine.IVersionProvider;

/** What runs here. */
final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() {
    return new String[] {"Dromedary " + dromedary() + ", Java " + Runtime.version()};
  }

  static String dromedary() {
    String version = Version.class.getPackage().getImplementationVersion();
    return version == null ? "(from classes)" : version;
  }
}
