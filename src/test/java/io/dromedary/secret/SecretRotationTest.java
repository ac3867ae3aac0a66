package io.dromedary.secret;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a process makes of secrets that change beneath it. */
class SecretRotationTest {
  private static final String KEY = "itwin.secret";
  private static final String TOKEN = "dromedary.target.partner.token";
  private static final String PASSWORD = "dromedary.target.partner.password";

  private final Path folder;
  private final Map<String, String> properties = new HashMap<>();
  private final Map<String, String> environment = new HashMap<>();
  private final User user = new User();
  private CurrentSecrets current = new CurrentSecrets(Map.of(), environment::get);
  private SecretRotation rotation = new SecretRotation(current, () -> List.of(user));

  SecretRotationTest(@TempDir Path folder) {
    this.folder = folder;
  }

  /** Takes any secrets but those that it cannot bear. */
  private static final class User implements SecretUser {
    private final List<String> taken = new ArrayList<>();
    private final List<String> dropped = new ArrayList<>();
    private Set<Path> files = Set.of();

    @Override
    public boolean uses(String key) {
      return true;
    }

    @Override
    public Set<Path> files() {
      return files;
    }

    @Override
    public Change prepare(Secrets next) {
      String all = next.all(KEY) + " " + next.one(TOKEN) + " " + next.one(PASSWORD);
      if (all.contains("malformed")) {
        throw new IllegalArgumentException("it is too short");
      }
      if (next.one(TOKEN) != null && next.one(PASSWORD) != null) {
        throw new IllegalArgumentException("set either the token or the password");
      }
      return new Change() {
        @Override
        public void take() {
          taken.add(all);
        }

        @Override
        public void drop() {
          dropped.add(all);
        }
      };
    }
  }

  @BeforeEach
  void begin() throws IOException {
    environment.put("ITWIN_SECRET_FILE", file("secret").toString());
    write("old");
    properties.put(PASSWORD, "old-password");
    current = new CurrentSecrets(properties, environment::get);
    rotation = new SecretRotation(current, () -> List.of(user));
    current.get().all(KEY);
    current.get().one(TOKEN);
    current.get().one(PASSWORD);
    looks(3);
    assertThat(user.taken).isEmpty();
  }

  private Path file(String name) {
    return folder.resolve(name);
  }

  private void write(String text) throws IOException {
    Files.writeString(file("secret"), text);
  }

  private SecretRotation.Outcome looks(int count) {
    SecretRotation.Outcome last = SecretRotation.Outcome.NOTHING;
    for (int i = 0; i < count; i++) {
      last = rotation.look(properties);
    }
    return last;
  }

  private List<String> inForce() {
    return current.get().all(KEY);
  }

  @Test
  void whatTwoLooksFoundIsInForceAndWhoUsesItIsTold() throws Exception {
    write("old\nnew\n");
    looks(1);
    assertThat(inForce()).containsExactly("old");

    SecretRotation.Outcome outcome = looks(1);

    assertThat(outcome.taken()).containsExactly(KEY);
    assertThat(inForce()).containsExactly("old", "new");
    assertThat(user.taken).containsExactly("[old, new] null old-password");
    assertThat(rotation.rotations()).isEqualTo(1);
    assertThat(looks(5)).isEqualTo(SecretRotation.Outcome.NOTHING);
    assertThat(user.taken).hasSize(1);
  }

  @Test
  void whatIsHalfWrittenIsNeverInForce() throws Exception {
    for (String half : List.of("", "n", "ne", "new")) {
      write(half);
      looks(1);
      assertThat(inForce()).containsExactly("old");
    }
    looks(1);

    assertThat(inForce()).containsExactly("new");
    assertThat(user.taken).containsExactly("[new] null old-password");
    assertThat(rotation.problems()).isEmpty();
  }

  @Test
  void anEmptiedFileKeepsTheSecretOfBeforeAndSaysSo() throws Exception {
    write("");

    SecretRotation.Outcome outcome = looks(2);

    assertThat(outcome.taken()).isEmpty();
    assertThat(outcome.problems()).containsOnlyKeys(KEY);
    assertThat(rotation.problems().get(KEY)).contains("not set any more", "restart");
    assertThat(inForce()).containsExactly("old");
    write("old");
    assertThat(looks(2).mended()).containsExactly(KEY);
    assertThat(rotation.problems()).isEmpty();
    assertThat(user.taken).isEmpty();
  }

  @Test
  void aFileThatIsGoneKeepsTheSecretOfBeforeAndTheNextOneIsTaken() throws Exception {
    Files.delete(file("secret"));
    looks(2);
    assertThat(rotation.problems().get(KEY)).contains("ITWIN_SECRET_FILE", "no such file");
    assertThat(inForce()).containsExactly("old");

    write("new");

    assertThat(looks(2).taken()).containsExactly(KEY);
    assertThat(rotation.problems()).isEmpty();
  }

  @Test
  void aPropertyThatIsTakenOutKeepsItsSecretAndOneThatIsPutInIsTaken() {
    properties.remove(PASSWORD);
    looks(2);
    assertThat(rotation.problems()).containsOnlyKeys(PASSWORD);
    assertThat(current.get().one(PASSWORD)).isEqualTo("old-password");

    properties.put(PASSWORD, "new-password");

    assertThat(looks(2).taken()).containsExactly(PASSWORD);
    assertThat(current.get().one(PASSWORD)).isEqualTo("new-password");
  }

  @Test
  void aSecretThatWasNotThereIsTakenWhenItAppears() throws Exception {
    Files.delete(file("secret"));
    current = new CurrentSecrets(Map.of(), name -> null);
    rotation = new SecretRotation(current, () -> List.of(user));
    assertThat(inForce()).isEmpty();
    looks(2);

    properties.put(KEY, "first");

    assertThat(looks(2).taken()).containsExactly(KEY);
    assertThat(inForce()).containsExactly("first");
  }

  @Test
  void whatItsUserCannotBearChangesNothingAndWhatChangedBesideItDoes() throws Exception {
    write("malformed");
    properties.put(PASSWORD, "new-password");

    SecretRotation.Outcome outcome = looks(2);

    assertThat(outcome.taken()).containsExactly(PASSWORD);
    assertThat(outcome.problems()).containsExactly(Map.entry(KEY, "it is too short"));
    assertThat(inForce()).containsExactly("old");
    assertThat(user.taken).containsExactly("[old] null new-password");
    assertThat(looks(10)).isEqualTo(SecretRotation.Outcome.NOTHING);
    assertThat(rotation.problems()).containsOnlyKeys(KEY);
  }

  @Test
  void aListWithABlankElementIsNoListAndTheOldOneStays() throws Exception {
    write("old\n\nnew");

    assertThat(looks(2).problems().get(KEY)).contains("blank element", "line 2");
    assertThat(inForce()).containsExactly("old");
  }

  @Test
  void whatWasRefusedIsTriedAgainAfterAWhile() throws Exception {
    write("malformed");
    looks(2);
    User patient = new User();
    SecretRotation again = new SecretRotation(current, () -> List.of(patient));
    patient.files = Set.of();
    for (int i = 0; i < 3; i++) {
      again.look(properties);
    }
    assertThat(again.problems()).containsOnlyKeys(KEY);

    List<SecretUser> users = new ArrayList<>(List.of(user));
    SecretRotation withoutRefuser = new SecretRotation(current, () -> users);
    for (int i = 0; i < 3; i++) {
      withoutRefuser.look(properties);
    }
    users.clear();
    for (int i = 0; i < 50; i++) {
      withoutRefuser.look(properties);
    }
    assertThat(withoutRefuser.problems()).isEmpty();
    assertThat(inForce()).containsExactly("malformed");
  }

  @Test
  void whatChangesTogetherIsTakenAtOnce() throws Exception {
    write("new");
    properties.put(PASSWORD, "new-password");

    looks(2);

    assertThat(user.taken).containsExactly("[new] null new-password");
  }

  @Test
  void whoAskedBeforeSeesTheSecretsOfBefore() throws Exception {
    Secrets before = current.get();
    write("new");
    properties.put(PASSWORD, "new-password");
    looks(2);

    assertThat(before.all(KEY)).containsExactly("old");
    assertThat(before.one(PASSWORD)).isEqualTo("old-password");
    assertThat(current.get().all(KEY)).containsExactly("new");
  }

  @Test
  void aMountOfKubernetesIsFollowedThroughItsLinks() throws Exception {
    Path mount = Files.createDirectories(file("mount"));
    Files.writeString(Files.createDirectories(mount.resolve("..1")).resolve("key"), "old");
    Files.writeString(Files.createDirectories(mount.resolve("..2")).resolve("key"), "new");
    Files.createSymbolicLink(mount.resolve("..data"), Path.of("..1"));
    Files.createSymbolicLink(mount.resolve("key"), Path.of("..data/key"));
    environment.put("ITWIN_SECRET_FILE", mount.resolve("key").toString());
    looks(3);
    assertThat(user.taken).isEmpty();

    Files.createSymbolicLink(mount.resolve("..tmp"), Path.of("..2"));
    Files.move(
        mount.resolve("..tmp"),
        mount.resolve("..data"),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
    looks(2);

    assertThat(inForce()).containsExactly("new");
  }

  @Test
  void aFileOfAUserCountsAsASecretOfIts() throws Exception {
    Path keystore = file("keystore");
    Files.writeString(keystore, "certificate 1");
    user.files = Set.of(keystore);
    looks(3);
    assertThat(user.taken).isEmpty();

    Files.writeString(keystore, "certificate 2");

    assertThat(looks(2).taken()).containsExactly(keystore.toString());
    assertThat(user.taken).hasSize(1);
    Files.delete(keystore);
    assertThat(looks(2).problems()).containsOnlyKeys(keystore.toString());
    assertThat(user.taken).hasSize(1);
  }

  @Test
  void oneThatNeverSettlesHoldsUpNoOther() throws Exception {
    properties.put(PASSWORD, "new-password");
    for (int i = 0; i < 8; i++) {
      write("restless " + i);
      looks(1);
    }

    assertThat(current.get().one(PASSWORD)).isEqualTo("new-password");
    assertThat(inForce()).containsExactly("old");
  }

  @Test
  void whatWasMadeReadyIsDroppedWhenAnotherUserCannotBearIt() throws Exception {
    SecretUser strict =
        new SecretUser() {
          @Override
          public boolean uses(String key) {
            return key.equals(KEY);
          }

          @Override
          public Change prepare(Secrets next) {
            throw new IllegalStateException("quotes " + next.all(KEY));
          }
        };
    rotation = new SecretRotation(current, () -> List.of(user, strict));
    write("new-and-hidden");

    assertThat(looks(3).problems()).isEmpty();
    assertThat(user.taken).isEmpty();
    assertThat(user.dropped).containsExactly("[new-and-hidden] null old-password");
    assertThat(rotation.problems().get(KEY))
        .contains("IllegalStateException")
        .doesNotContain("hidden");
  }

  @Test
  void nothingThatIsPrintedHoldsASecret() throws Exception {
    write("new-and-hidden");
    SecretRotation.Outcome outcome = looks(2);

    assertThat(outcome.toString()).doesNotContain("hidden");
    assertThat(Seen.secret(current.lookup(properties), KEY).toString()).doesNotContain("hidden");
    assertThat(String.valueOf(current.value(KEY))).doesNotContain("hidden");
  }
}
