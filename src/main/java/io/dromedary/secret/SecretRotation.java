package io.dromedary.secret;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Puts changed secrets in force while the process runs. It looks when it is told to; what it finds
 * counts when two looks in a row found the same, since a file may be half written.
 *
 * <p>What cannot be read, has become blank, or makes no sense to a {@link SecretUser} changes
 * nothing: the secret of before stays in force, and {@link #problems} says so. In particular a
 * secret never becomes none while the process runs. Several secrets that change together are taken
 * together, or, if that makes no sense, one by one.
 *
 * <p>Thread-safe; one look at a time.
 */
public final class SecretRotation {
  /** So many looks does a change wait for another one that is still going on. */
  private static final int PATIENCE = 4;

  /** After so many looks a refused change is tried again: its reason may lie elsewhere. */
  private static final int RETRY = 40;

  private static final String GONE =
      "it is not set any more, or blank; to do without it, restart after that";

  private final CurrentSecrets current;
  private final Supplier<? extends Collection<SecretUser>> users;
  private final Map<String, String> filesInForce = new HashMap<>();
  private Map<String, Seen> before = Map.of();
  private int waited;
  private Map<String, Seen> refused = Map.of();
  private int looksSinceRefusal;
  private volatile Map<String, String> problems = Map.of();
  private final AtomicLong rotations = new AtomicLong();

  /**
   * @param users all that there are at the time of the call
   */
  public SecretRotation(CurrentSecrets current, Supplier<? extends Collection<SecretUser>> users) {
    this.current = current;
    this.users = users;
  }

  /**
   * What came of one look.
   *
   * @param taken keys, and files, whose new content is in force now
   * @param problems those that were not there before
   * @param mended keys and files that had a problem and have none any more
   */
  public record Outcome(Set<String> taken, Map<String, String> problems, Set<String> mended) {
    static final Outcome NOTHING = new Outcome(Set.of(), Map.of(), Set.of());

    public Outcome {
      taken = Set.copyOf(taken);
      problems = Map.copyOf(problems);
      mended = Set.copyOf(mended);
    }
  }

  /** Why what was found is not in force, by key or file; never with a secret in it. */
  public Map<String, String> problems() {
    return problems;
  }

  /** How often changed secrets were put in force. */
  public long rotations() {
    return rotations.get();
  }

  /**
   * Looks at all secrets that were ever asked for, and at the files of their users.
   *
   * @param properties what the configuration file says now
   */
  public synchronized Outcome look(Map<String, String> properties) {
    SecretLookup source = current.lookup(properties);
    List<SecretUser> using = List.copyOf(users.get());
    Map<String, Seen> now = see(source, using);
    Set<String> unsettled = new TreeSet<>();
    for (Map.Entry<String, Seen> seen : now.entrySet()) {
      if (!seen.getValue().equals(before.get(seen.getKey()))) {
        unsettled.add(seen.getKey());
      }
    }
    before = now;
    if (!unsettled.isEmpty() && ++waited < PATIENCE) {
      return Outcome.NOTHING;
    }
    waited = 0;
    current.readFrom(source);
    return decide(now, unsettled, using);
  }

  private Map<String, Seen> see(SecretLookup source, List<SecretUser> using) {
    Map<String, Seen> now = new TreeMap<>();
    for (String key : current.keys()) {
      now.put(key, Seen.secret(source, key));
    }
    for (SecretUser user : using) {
      for (Path file : user.files()) {
        now.computeIfAbsent(file.toString(), name -> Seen.file(file));
      }
    }
    return now;
  }

  private Outcome decide(Map<String, Seen> now, Set<String> unsettled, List<SecretUser> using) {
    Map<String, Seen> changed = new TreeMap<>();
    Map<String, String> found = new TreeMap<>();
    now.forEach(
        (name, seen) -> {
          String known = problems.get(name);
          if (!unsettled.contains(name)) {
            String problem = problemOf(name, seen);
            if (problem != null) {
              found.put(name, problem);
            } else if (isChanged(name, seen)) {
              changed.put(name, seen);
            }
          } else if (known != null) {
            found.put(name, known);
          }
        });
    Set<String> taken = new TreeSet<>();
    if (changed.isEmpty() || !changed.equals(refused) || ++looksSinceRefusal >= RETRY) {
      looksSinceRefusal = 0;
      Map<String, String> reasons = takeWhatCanBe(changed, using);
      taken.addAll(changed.keySet());
      taken.removeAll(reasons.keySet());
      found.putAll(reasons);
      changed.keySet().retainAll(reasons.keySet());
      refused = changed;
    } else {
      changed.keySet().forEach(name -> found.put(name, problems.getOrDefault(name, "")));
    }
    return outcome(taken, found);
  }

  private Outcome outcome(Set<String> taken, Map<String, String> found) {
    if (!taken.isEmpty()) {
      rotations.incrementAndGet();
    }
    if (taken.isEmpty() && found.equals(problems)) {
      return Outcome.NOTHING;
    }
    Map<String, String> fresh = new TreeMap<>(found);
    fresh.entrySet().removeAll(problems.entrySet());
    Set<String> mended = new TreeSet<>(problems.keySet());
    mended.removeAll(found.keySet());
    problems = Map.copyOf(found);
    return new Outcome(taken, fresh, mended);
  }

  private @Nullable String problemOf(String name, Seen seen) {
    if (seen.problem() != null) {
      return seen.problem();
    }
    boolean gone = seen.digest() == null && seen.value() == null && current.value(name) != null;
    return gone ? GONE : null;
  }

  private boolean isChanged(String name, Seen seen) {
    String digest = seen.digest();
    return digest == null
        ? !Objects.equals(seen.value(), current.value(name))
        : !digest.equals(filesInForce.computeIfAbsent(name, first -> digest));
  }

  /** Says of each that was not taken why. */
  private Map<String, String> takeWhatCanBe(Map<String, Seen> changed, List<SecretUser> using) {
    Map<String, String> reasons = new TreeMap<>();
    if (changed.isEmpty()) {
      return reasons;
    }
    String together = take(changed, using);
    if (together != null) {
      for (Map.Entry<String, Seen> one : changed.entrySet()) {
        String alone =
            changed.size() == 1 ? together : take(Map.of(one.getKey(), one.getValue()), using);
        if (alone != null) {
          reasons.put(one.getKey(), alone);
        }
      }
    }
    return reasons;
  }

  /** Null when it is in force now, else why it cannot be. */
  private @Nullable String take(Map<String, Seen> part, List<SecretUser> using) {
    Map<String, SecretValue> values = new HashMap<>();
    part.forEach(
        (key, seen) -> {
          if (seen.value() != null) {
            values.put(key, seen.value());
          }
        });
    Secrets next = current.after(values);
    List<SecretUser.Change> changes = new ArrayList<>();
    try {
      for (SecretUser user : using) {
        if (isOf(user, part.keySet())) {
          changes.add(user.prepare(next));
        }
      }
    } catch (IllegalArgumentException e) {
      changes.forEach(SecretUser.Change::drop);
      return String.valueOf(e.getMessage());
    } catch (RuntimeException e) {
      changes.forEach(SecretUser.Change::drop);
      // What others throw may quote what they were given.
      return "it cannot be used (" + e.getClass().getName() + ")";
    }
    current.take(values);
    part.forEach(
        (name, seen) -> {
          if (seen.digest() != null) {
            filesInForce.put(name, seen.digest());
          }
        });
    changes.forEach(SecretUser.Change::take);
    return null;
  }

  private static boolean isOf(SecretUser user, Set<String> names) {
    return names.stream().anyMatch(user::uses)
        || user.files().stream().anyMatch(file -> names.contains(file.toString()));
  }
}
