package io.dromedary.proof;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.AnnotatedElementContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDirFactory;

/**
 * Folders on the disk of the build: that of temporary files is often in memory, where a sync costs
 * and proves nothing.
 */
final class ProofFolder implements TempDirFactory {
  @Override
  public Path createTempDirectory(AnnotatedElementContext element, ExtensionContext extension)
      throws Exception {
    Path below = Files.createDirectories(Path.of("target", "proof").toAbsolutePath());
    return Files.createTempDirectory(below, "run-");
  }
}
