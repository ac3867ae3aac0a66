package io.dromedary.proof;

import static io.dromedary.proof.Parameters.say;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.TestWatcher;

/**
 * Belongs to every part of the proof: when all have run, what they measured is written down. In
 * {@code target}, unless this is the long version and all of it went well.
 */
final class Proof implements BeforeAllCallback, TestWatcher {
  private static final List<String> PAGES = List.of("durability.md", "edits.md");
  private static final Set<String> NOT_PROVEN = ConcurrentHashMap.newKeySet();

  @Override
  public void beforeAll(ExtensionContext context) {
    context
        .getRoot()
        .getStore(Namespace.create(Proof.class))
        .getOrComputeIfAbsent("page", key -> (AutoCloseable) Proof::write);
  }

  @Override
  public void testFailed(ExtensionContext context, Throwable cause) {
    NOT_PROVEN.add(context.getDisplayName() + " failed");
  }

  @Override
  public void testAborted(ExtensionContext context, Throwable cause) {
    NOT_PROVEN.add(context.getDisplayName() + " was skipped: " + cause.getMessage());
  }

  @Override
  public void testDisabled(ExtensionContext context, Optional<String> reason) {
    NOT_PROVEN.add(context.getDisplayName() + " was skipped: " + reason.orElse(""));
  }

  private static void write() throws IOException {
    for (String name : PAGES) {
      write(name);
    }
  }

  private static void write(String name) throws IOException {
    DurabilityPage page = DurabilityPage.named(name);
    Set<String> missing = page.missing(Figures.all().keySet());
    Path draft = Path.of("target", "proof", name);
    Files.createDirectories(draft.getParent());
    Files.writeString(draft, page.with(Figures.all()));
    String durability = System.getProperty("proof.page", "");
    if (durability.isEmpty()) {
      return;
    }
    Path published = Path.of(durability).resolveSibling(name);
    if (NOT_PROVEN.isEmpty() && missing.isEmpty()) {
      Files.copy(draft, published, StandardCopyOption.REPLACE_EXISTING);
      say("written: " + published);
    } else {
      say(published + " is left as it was: " + NOT_PROVEN + ", not measured: " + missing);
    }
  }
}
