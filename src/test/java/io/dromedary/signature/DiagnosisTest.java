package io.dromedary.signature;

import static io.dromedary.signature.Signing.NOW;
import static io.dromedary.signature.Signing.hmac;
import static io.dromedary.signature.Signing.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dromedary.event.Callback;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What went wrong with a request is found out, and said without telling a secret. */
class DiagnosisTest {
  private static final String SECRET =
      "4eb25d308ef2a9722ffbd7a2b7e5026f9d1f2feaca5999611d4ef8692b1ad70d";
  private static final String WHSEC = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  private static final String BODY =
      "{\"eventType\":\"iModels.iModelDeleted.v1\",\"content\":{\"name\":\"Brücke / 7\",\"n\":[1,2.50,{}],\"e\":[]}}";

  /** One thing that goes wrong. */
  private record Case(String label, Request request, String... further) {
    @Override
    public String toString() {
      return label + " " + request.what;
    }
  }

  private record Request(
      String what, SchemeSettings scheme, List<String> secrets, Callback callback) {}

  private static SchemeSettings preset(String name, String... more) {
    Map<String, String> properties = new LinkedHashMap<>(Map.of("scheme", name));
    for (int i = 0; i < more.length; i += 2) {
      properties.put(more[i], more[i + 1]);
    }
    return SchemeSettings.of(properties);
  }

  private static String hex(String algorithm, byte[] key, byte[] content) {
    return HexFormat.of().formatHex(hmac(algorithm, key, content));
  }

  private static Callback callback(byte[] body, String... headers) {
    Map<String, List<String>> map = new LinkedHashMap<>();
    for (int i = 0; i < headers.length; i += 2) {
      map.computeIfAbsent(headers[i], first -> new ArrayList<>()).add(headers[i + 1]);
    }
    return new Callback(body, map, Map.of());
  }

  /** iTwin signs {@code signed}, and {@code received} arrives. */
  private static Request body(String what, byte[] signed, byte[] received) {
    String signature = "sha256=" + hex("HmacSHA256", utf8(SECRET), signed);
    return new Request(
        what, preset("itwin"), List.of(SECRET), callback(received, "Signature", signature));
  }

  private static Request body(String what, String signed, String received) {
    return body(what, utf8(signed), utf8(received));
  }

  /** iTwin signs with {@code key}, and here is another. */
  private static Request key(String what, byte[] key, String... secrets) {
    String signature = "sha256=" + hex("HmacSHA256", key, utf8(BODY));
    return new Request(
        what, preset("itwin"), List.of(secrets), callback(utf8(BODY), "Signature", signature));
  }

  private static Request github(String what, String... headers) {
    return new Request(what, preset("github"), List.of(SECRET), callback(utf8(BODY), headers));
  }

  private static Request standard(String what, byte[] key, String signed, String... headers) {
    return standard(what, WHSEC, key, signed, headers);
  }

  private static Request standard(
      String what, String secret, byte[] key, String signed, String... headers) {
    String[] all = Arrays.copyOf(headers, headers.length + 2);
    all[headers.length] = headers[0].replaceFirst("-id$", "-signature");
    all[headers.length + 1] =
        "v1," + Base64.getEncoder().encodeToString(hmac("HmacSHA256", key, utf8(signed)));
    return new Request(
        what, preset("standard-webhooks"), List.of(secret), callback(utf8(BODY), all));
  }

  private static byte[] whsec() {
    return Base64.getDecoder().decode(WHSEC.substring(6));
  }

  static Stream<Case> cases() throws Exception {
    List<Case> cases = new ArrayList<>();
    bodies(cases);
    secrets(cases);
    forms(cases);
    headers(cases);
    timestamps(cases);
    return cases.stream();
  }

  private static void bodies(List<Case> cases) throws IOException {
    String pretty =
        """
        {
          "eventType": "iModels.iModelDeleted.v1",
          "content": {
            "name": "Brücke / 7",
            "n": [
              1,
              2.50,
              {}
            ],
            "e": []
          }
        }""";
    String python =
        "{\"eventType\": \"iModels.iModelDeleted.v1\", \"content\": {\"name\": \"Brücke / 7\", \"n\": [1, 2.50, {}], \"e\": []}}";
    String jackson =
        """
        {
          "eventType" : "iModels.iModelDeleted.v1",
          "content" : {
            "name" : "Brücke / 7",
            "n" : [ 1, 2.50, { } ],
            "e" : [ ]
          }
        }""";
    cases.add(new Case("body-newline-added", body("LF", BODY, BODY + "\n")));
    cases.add(new Case("body-newline-added", body("CRLF", BODY, BODY + "\r\n")));
    cases.add(new Case("body-newline-lost", body("LF", BODY + "\n", BODY)));
    cases.add(new Case("body-newline-lost", body("CRLF", BODY + "\r\n", BODY)));
    cases.add(new Case("body-trimmed", body("spaces around", BODY, "  " + BODY + " \n\n")));
    cases.add(new Case("body-line-ends", body("LF to CRLF", pretty, pretty.replace("\n", "\r\n"))));
    cases.add(
        new Case(
            "body-line-ends",
            body("CRLF to LF", pretty.replace("\n", "\r\n") + "\r\n", pretty + "\n")));
    cases.add(new Case("body-bom", body("added", BODY, "\uFEFF" + BODY)));
    cases.add(new Case("body-bom", body("lost", "\uFEFF" + BODY, BODY)));
    cases.add(new Case("body-reserialised", body("pretty to compact", pretty, BODY)));
    cases.add(new Case("body-reserialised", body("compact to pretty", BODY, pretty)));
    cases.add(new Case("body-reserialised", body("Python to compact", python, BODY)));
    cases.add(new Case("body-reserialised", body("compact to Python", BODY, python)));
    cases.add(new Case("body-reserialised", body("Jackson to Python", jackson, python)));
    cases.add(
        new Case(
            "body-reserialised",
            body("4 spaces", pretty.replaceAll("(?m)^(( {2})+)", "$1$1"), BODY)));
    cases.add(new Case("body-reserialised", body("tabs", pretty.replace("  ", "\t"), BODY)));
    cases.add(new Case("body-reserialised", body("pretty, then a newline", pretty, BODY + "\n")));
    cases.add(new Case("body-escapes", body("unescaped", BODY.replace("ü", "\\u00fc"), BODY)));
    cases.add(new Case("body-escapes", body("escaped", BODY, BODY.replace("ü", "\\u00fc"))));
    cases.add(new Case("body-escapes", body("slashes", BODY.replace("/", "\\/"), BODY)));
    cases.add(
        new Case(
            "body-escapes",
            body("both", python.replace("ü", "\\u00fc"), BODY),
            "body-reserialised"));
    for (Charset charset :
        List.of(
            StandardCharsets.UTF_16LE,
            StandardCharsets.UTF_16BE,
            StandardCharsets.ISO_8859_1,
            StandardCharsets.US_ASCII)) {
      cases.add(
          new Case(
              "body-encoding", body("signed as " + charset, BODY.getBytes(charset), utf8(BODY))));
    }
    cases.add(
        new Case(
            "body-encoding",
            body("signed as UTF-16 with BOM", BODY.getBytes(StandardCharsets.UTF_16), utf8(BODY))));
    cases.add(
        new Case(
            "body-encoding",
            body("received as Latin-1", utf8(BODY), BODY.getBytes(StandardCharsets.ISO_8859_1))));
    cases.add(
        new Case(
            "body-encoding",
            body("received as UTF-16", utf8(BODY), BODY.getBytes(StandardCharsets.UTF_16))));
    cases.add(
        new Case(
            "body-encoding",
            body(
                "signed as twice encoded",
                utf8(new String(utf8(BODY), StandardCharsets.ISO_8859_1)),
                utf8(BODY))));
    cases.add(
        new Case(
            "body-encoded-twice",
            body("on the way", BODY, new String(utf8(BODY), StandardCharsets.ISO_8859_1))));
    ByteArrayOutputStream zipped = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(zipped)) {
      out.write(utf8(BODY));
    }
    cases.add(new Case("body-compressed", body("gzip", utf8(BODY), zipped.toByteArray())));
    cases.add(new Case("body-empty", body("signed before it was read", "", BODY)));
    cases.add(
        new Case(
            "body-form", body("form", "{\"a\":\"b c\"}", "payload=%7B%22a%22%3A%22b+c%22%7D")));
    cases.add(
        new Case("unexplained", body("another order", "{\"b\":1,\"a\":2}", "{\"a\":2,\"b\":1}")));
    cases.add(new Case("unexplained", body("another number", "{\"a\":1.0}", "{\"a\":1}")));
  }

  private static void secrets(List<Case> cases) {
    byte[] other = utf8("another-secret-of-32-characters!");
    cases.add(new Case("unexplained", key("another", other, SECRET)));
    cases.add(new Case("secret-hex-decoded", key("hex", HexFormat.of().parseHex(SECRET), SECRET)));
    cases.add(
        new Case(
            "secret-hex-encoded",
            key("hex", utf8(HexFormat.of().formatHex(utf8(SECRET))), SECRET)));
    cases.add(
        new Case(
            "secret-base64-encoded",
            key("base64", utf8(Base64.getEncoder().encodeToString(utf8(SECRET))), SECRET)));
    String base64 = Base64.getEncoder().encodeToString(other);
    cases.add(new Case("secret-base64-decoded", key("base64", other, base64)));
    cases.add(new Case("secret-base64-decoded", key("whsec_", other, "whsec_" + base64)));
    cases.add(new Case("secret-prefix", key("left out", utf8(base64), "whsec_" + base64)));
    cases.add(new Case("secret-prefix", key("left out here", utf8("whsec_" + base64), base64)));
    for (String end : List.of("\n", "\r\n", " ", "\t")) {
      cases.add(
          new Case(
              "secret-end",
              key("0x" + HexFormat.of().formatHex(utf8(end)), utf8(SECRET + end), SECRET)));
    }
    cases.add(new Case("secret-end", key("space before", utf8(" " + SECRET), SECRET)));
    cases.add(new Case("secret-quoted", key("at the sender", utf8("\"" + SECRET + "\""), SECRET)));
    cases.add(new Case("secret-quoted", key("here", utf8(SECRET), "'" + SECRET + "'")));
    cases.add(new Case("secret-case", key("upper", utf8(SECRET.toUpperCase(Locale.ROOT)), SECRET)));
    cases.add(new Case("secret-case", key("lower", utf8(SECRET), SECRET.toUpperCase(Locale.ROOT))));
    cases.add(new Case("secret-empty", key("empty", new byte[1], SECRET)));
    String umlaut = "schlüssel-mit-umlaut-und-32-zeichen";
    cases.add(
        new Case(
            "secret-encoding",
            key("Latin-1", umlaut.getBytes(StandardCharsets.ISO_8859_1), umlaut)));
    cases.add(
        new Case(
            "secret-encoding", key("UTF-16", SECRET.getBytes(StandardCharsets.UTF_16LE), SECRET)));
    cases.add(new Case("secret-with-name", key("=", utf8("abcd=" + SECRET), "abcd=" + SECRET)));
    cases.add(
        new Case("secret-with-comma", key("comma", utf8(SECRET + "," + SECRET), SECRET, SECRET)));
    cases.add(
        new Case(
            "secret-hex-decoded",
            key("second", HexFormat.of().parseHex(SECRET), "a".repeat(32), SECRET)));
    cases.add(new Case("secret-end", body2(), "body-newline-added"));
  }

  private static Request body2() {
    return new Request(
        "and a newline in the body",
        preset("itwin"),
        List.of(SECRET),
        callback(
            utf8(BODY + "\n"),
            "Signature",
            "sha256=" + hex("HmacSHA256", utf8(SECRET + "\n"), utf8(BODY))));
  }

  private static void forms(List<Case> cases) throws Exception {
    byte[] key = utf8(SECRET);
    byte[] digest = hmac("HmacSHA256", key, utf8(BODY));
    String hex = HexFormat.of().formatHex(digest);
    String base64 = Base64.getEncoder().encodeToString(digest);
    String header = "X-Hub-Signature-256";
    cases.add(new Case("prefix-missing", github("hex alone", header, hex)));
    cases.add(new Case("prefix-wrong", github("sha1=", header, "sha1=" + hex)));
    cases.add(new Case("signature-encoding", github("base64", header, "sha256=" + base64)));
    cases.add(
        new Case(
            "signature-encoding",
            github(
                "base64 of hex",
                header,
                "sha256=" + Base64.getEncoder().encodeToString(utf8(hex)))));
    cases.add(
        new Case("prefix-missing", github("base64 alone", header, base64), "signature-encoding"));
    cases.add(new Case("signature-quoted", github("quoted", header, "\"sha256=" + hex + "\"")));
    for (String algorithm : List.of("HmacSHA1", "HmacSHA512", "HmacMD5", "HmacSHA384")) {
      cases.add(
          new Case(
              "algorithm", github(algorithm, header, "sha256=" + hex(algorithm, key, utf8(BODY)))));
    }
    cases.add(
        new Case(
            "hmac-swapped",
            github("swapped", header, "sha256=" + hex("HmacSHA256", utf8(BODY), key))));
    MessageDigest sha = MessageDigest.getInstance("SHA-256");
    cases.add(
        new Case(
            "no-hmac",
            github(
                "key first",
                header,
                "sha256=" + HexFormat.of().formatHex(sha.digest(utf8(SECRET + BODY))))));
    cases.add(
        new Case(
            "no-hmac",
            github(
                "key last",
                header,
                "sha256=" + HexFormat.of().formatHex(sha.digest(utf8(BODY + SECRET))))));
    cases.add(
        new Case(
            "no-hmac",
            github(
                "no key", header, "sha256=" + HexFormat.of().formatHex(sha.digest(utf8(BODY))))));
    SchemeSettings bare = preset("hmac", "header", "X-Sig", "encoding", "base64");
    cases.add(
        new Case(
            "prefix-unexpected",
            new Request(
                "v1=", bare, List.of(SECRET), callback(utf8(BODY), "X-Sig", "v1=" + base64))));
    cases.add(
        new Case(
            "signature-case",
            new Request(
                "lower case",
                bare,
                List.of(SECRET),
                callback(utf8(BODY), "X-Sig", base64.toLowerCase(Locale.ROOT)))));
    cases.add(
        new Case(
            "signature-encoding",
            new Request("hex", bare, List.of(SECRET), callback(utf8(BODY), "X-Sig", hex))));
    cases.add(
        new Case(
            "header-malformed",
            github("cut off", header, "sha256=" + hex.substring(0, 40) + "...")));
  }

  private static void headers(List<Case> cases) {
    byte[] key = utf8(SECRET);
    String hex = hex("HmacSHA256", key, utf8(BODY));
    cases.add(new Case("header-missing", github("none", "Content-Type", "application/json")));
    cases.add(
        new Case(
            "header-missing",
            github(
                "Stripe",
                "Stripe-Signature",
                "t=1,v1=" + hex("HmacSHA256", key, utf8("1." + BODY)))));
    cases.add(new Case("header-other", github("another header", "X-Signature", "sha256=" + hex)));
    digests(cases);
    cases.add(
        new Case(
            "other-provider",
            github("APS", "x-adsk-signature", "sha1hash=" + hex("HmacSHA1", key, utf8(BODY)))));
    cases.add(new Case("other-provider", github("iTwin", "Signature", "sha256=" + hex)));
    cases.add(
        new Case(
            "header-repeated",
            github(
                "twice",
                "X-Hub-Signature-256",
                "sha256=" + hex,
                "X-Hub-Signature-256",
                "sha256=" + hex)));
    cases.add(
        new Case(
            "other-subscription",
            new Request(
                "named",
                preset("itwin"),
                List.of("hook-1=" + SECRET),
                callback(
                    utf8("{\"webhookId\":\"hook-2\"}"),
                    "Signature",
                    hex("HmacSHA256", key, utf8("{\"webhookId\":\"hook-2\"}"))))));
  }

  /** Digests that a client adds for the transport are no signatures. */
  private static void digests(List<Case> cases) {
    String md5 = Base64.getEncoder().encodeToString(plain("MD5"));
    String sha = Base64.getEncoder().encodeToString(plain("SHA-256"));
    String signature = "sha256=" + hex("HmacSHA256", utf8(SECRET + "\n"), utf8(BODY));
    for (String[] header :
        new String[][] {
          {"Content-MD5", md5},
          {"Digest", "SHA-256=" + sha},
          {"content-digest", "sha-256=:" + sha + ":"},
          {"Content-Digest", sha},
          {"Repr-Digest", "sha-256=:" + sha + ":"}
        }) {
      cases.add(new Case("header-missing", github("only " + header[0], header)));
      cases.add(
          new Case(
              "secret-end",
              github(
                  "beside " + header[0], header[0], header[1], "X-Hub-Signature-256", signature)));
    }
    cases.add(
        new Case(
            "secret-end",
            github(
                "beside a digest in any header",
                "X-Checksum",
                sha,
                "X-Hub-Signature-256",
                signature)));
    cases.add(
        new Case(
            "header-malformed",
            github(
                "beside a digest in any header", "X-Checksum", sha, "X-Hub-Signature-256", "?")));
  }

  private static byte[] plain(String hash) {
    try {
      return MessageDigest.getInstance(hash).digest(utf8(BODY));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  private static void timestamps(List<Case> cases) {
    String now = Long.toString(NOW.getEpochSecond());
    String old = Long.toString(NOW.getEpochSecond() - 7384);
    String ahead = Long.toString(NOW.getEpochSecond() + 600);
    byte[] key = whsec();
    cases.add(
        new Case(
            "timestamp-old",
            standard(
                "old",
                key,
                "msg_1." + old + "." + BODY,
                "webhook-id",
                "msg_1",
                "webhook-timestamp",
                old)));
    cases.add(
        new Case(
            "timestamp-ahead",
            standard(
                "ahead",
                key,
                "msg_1." + ahead + "." + BODY,
                "webhook-id",
                "msg_1",
                "webhook-timestamp",
                ahead)));
    cases.add(
        new Case(
            "timestamp-malformed",
            standard(
                "ms",
                key,
                "msg_1." + now + "000." + BODY,
                "webhook-id",
                "msg_1",
                "webhook-timestamp",
                now + "000")));
    cases.add(
        new Case(
            "signed-content",
            standard("body only", key, BODY, "webhook-id", "msg_1", "webhook-timestamp", now)));
    cases.add(
        new Case(
            "signed-content",
            standard(
                "no id", key, now + "." + BODY, "webhook-id", "msg_1", "webhook-timestamp", now)));
    cases.add(
        new Case(
            "header-other",
            standard(
                "Svix",
                key,
                "msg_1." + now + "." + BODY,
                "svix-id",
                "msg_1",
                "svix-timestamp",
                now),
            "signed-content"));
    cases.add(
        new Case(
            "header-missing",
            standard("no timestamp", key, "msg_1." + now + "." + BODY, "webhook-id", "msg_1")));
    cases.add(
        new Case(
            "secret-as-text",
            standard(
                "whole",
                utf8(WHSEC),
                "msg_1." + now + "." + BODY,
                "webhook-id",
                "msg_1",
                "webhook-timestamp",
                now)));
    cases.add(
        new Case(
            "secret-as-text",
            standard(
                "without whsec_",
                utf8(WHSEC.substring(6)),
                "msg_1." + now + "." + BODY,
                "webhook-id",
                "msg_1",
                "webhook-timestamp",
                now)));
    cases.add(
        new Case(
            "secret-as-text",
            standard(
                "whsec_ put before",
                WHSEC.substring(6),
                utf8(WHSEC),
                "msg_1." + now + "." + BODY,
                "webhook-id",
                "msg_1",
                "webhook-timestamp",
                now)));
    cases.add(
        new Case(
            "secret-unusable",
            standard(
                "not base64",
                "no base64 at all",
                utf8("x"),
                "msg_1." + now + "." + BODY,
                "webhook-id",
                "msg_1",
                "webhook-timestamp",
                now),
            "unexplained"));
    cases.add(
        new Case(
            "body-newline-added",
            new Request(
                "old and changed",
                preset("standard-webhooks"),
                List.of(WHSEC),
                callback(
                    utf8(BODY + "\n"),
                    "webhook-id",
                    "msg_1",
                    "webhook-timestamp",
                    old,
                    "webhook-signature",
                    "v1,"
                        + Base64.getEncoder()
                            .encodeToString(
                                hmac("HmacSHA256", key, utf8("msg_1." + old + "." + BODY))))),
            "timestamp-old"));
  }

  private static Diagnosis diagnosis(Request request) {
    return Diagnosis.of(request.scheme, request.secrets, Map.of(), request.callback, NOW);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void theCauseIsFound(Case wrong) {
    Diagnosis diagnosis = diagnosis(wrong.request);

    List<String> expected = new ArrayList<>(List.of(wrong.label));
    expected.addAll(List.of(wrong.further));
    assertThat(diagnosis.authentic()).isFalse();
    assertThat(diagnosis.causes()).extracting(Cause::label).containsExactlyElementsOf(expected);
    assertThat(diagnosis.causes()).allSatisfy(cause -> assertThat(cause.mend()).isNotBlank());
  }

  @ParameterizedTest
  @MethodSource("cases")
  void neitherASecretNorADigestIsSaid(Case wrong) {
    Callback callback = wrong.request.callback;
    String said = diagnosis(wrong.request).toString().toLowerCase(Locale.ROOT);

    assertThat(said).doesNotContain(SECRET, WHSEC.toLowerCase(Locale.ROOT), "another-secret");
    for (String header : callback.headerNames()) {
      for (String value : callback.headers(header)) {
        assertThat(value.length() < 32 || !said.contains(value.toLowerCase(Locale.ROOT))).isTrue();
      }
    }
    assertThat(said).doesNotContainPattern("[0-9a-f]{32}");
  }

  @Test
  void aRightRequestIsRightAndTheSecretIsNumbered() {
    Diagnosis diagnosis = diagnosis(key("second of two", utf8(SECRET), "x".repeat(32), SECRET));

    assertThat(diagnosis).isEqualTo(new Diagnosis(true, 2, List.of()));
  }

  @Test
  void aSecretOfTwoSubscriptionsIsRightForTheSecondToo() {
    String body = "{\"webhookId\":\"hook-2\"}";
    Diagnosis diagnosis =
        diagnosis(
            new Request(
                "named twice",
                preset("itwin"),
                List.of("hook-1=" + SECRET, "hook-2=" + SECRET),
                callback(utf8(body), "Signature", hex("HmacSHA256", utf8(SECRET), utf8(body)))));

    assertThat(diagnosis).isEqualTo(new Diagnosis(true, 2, List.of()));
  }

  @Test
  void whatIsFoundNamesTheSecretItWasFoundWith() {
    Diagnosis diagnosis =
        diagnosis(key("second of two", utf8(SECRET + "\n"), "x".repeat(32), SECRET));

    assertThat(diagnosis.secret()).isEqualTo(2);
  }

  @Test
  void anOldTimestampSaysHowOldAndHowOldIsAllowed() {
    Case old = cases1("timestamp-old");

    assertThat(diagnosis(old.request).causes().get(0).what())
        .isEqualTo("webhook-timestamp is 2 h 3 min old, and 5 min 0 s is allowed");
  }

  @Test
  void aCaptureIsRightAtAnyTimeWhenThatIsAsked() {
    Request old = cases1("timestamp-old").request;

    assertThat(Diagnosis.of(old.scheme, old.secrets, Map.of(), old.callback, null).authentic())
        .isTrue();
  }

  @Test
  void theSecretOfAnotherSourceIsNamedByItsKey() {
    Request wrong = key("of another source", utf8("another-secret-of-32-characters!"), SECRET);

    Diagnosis diagnosis =
        Diagnosis.of(
            wrong.scheme,
            wrong.secrets,
            Map.of("aps.secret", List.of("x", "another-secret-of-32-characters!")),
            wrong.callback,
            NOW);

    assertThat(diagnosis.causes())
        .extracting(Cause::label)
        .containsExactly("secret-of-another-source");
    assertThat(diagnosis.causes().get(0).what())
        .contains("aps.secret")
        .doesNotContain("another-secret-of");
  }

  @Test
  void aHeaderOfAnotherProviderIsNamed() {
    Request stripe = github("Stripe", "Stripe-Signature", "t=1,v1=00");
    assertThat(diagnosis(stripe).causes().get(0).what())
        .contains("X-Hub-Signature-256 is missing", "this looks like Stripe");
    Request hub =
        new Request(
            "GitHub",
            preset("itwin"),
            List.of(SECRET),
            callback(utf8(BODY), "X-Hub-Signature-256", "sha256=" + "0".repeat(64)));
    assertThat(diagnosis(hub).causes().get(0).what()).contains("this looks like GitHub");
  }

  @Test
  void aLargeBodyIsLookedThroughInTime() {
    byte[] large = utf8("{\"a\":\"" + "x".repeat(8 * 1024 * 1024) + "\"}\n");
    Request request = body("large", Arrays.copyOf(large, large.length - 1), large);

    assertThat(diagnosis(request).causes())
        .extracting(Cause::label)
        .containsExactly("body-newline-added");
  }

  @Test
  void withoutASecretThereIsNothingToSay() {
    assertThatThrownBy(
            () -> Diagnosis.of(preset("itwin"), List.of(), Map.of(), callback(new byte[0]), NOW))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static Case cases1(String label) {
    List<Case> found = new ArrayList<>();
    timestamps(found);
    return found.stream().filter(one -> one.label.equals(label)).findFirst().orElseThrow();
  }
}
