package io.dromedary.cli;

import io.dromedary.runtime.Build;
import picocli.CommandLine.IVersionProvider;

/** What runs here. */
final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() {
    return new String[] {"Dromedary " + dromedary() + ", Java " + Runtime.version()};
  }

  static String dromedary() {
    return Build.version();
  }
}
