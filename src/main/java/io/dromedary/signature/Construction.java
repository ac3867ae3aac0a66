package io.dromedary.signature;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** How a sender may have made a digest of a key and a content. */
enum Construction {
  HMAC,
  SWAPPED,
  KEY_FIRST,
  KEY_LAST,
  WITHOUT_KEY;

  Changed<Construction> changed() {
    return switch (this) {
      case HMAC -> Changed.not(this);
      case SWAPPED ->
          Changed.by(
              this,
              "hmac-swapped",
              "the sender swapped key and message of the HMAC: the body was taken as the key",
              "The sender must pass the secret as the key and the body as the message");
      case KEY_FIRST -> noHmac("the secret and then the body");
      case KEY_LAST -> noHmac("the body and then the secret");
      case WITHOUT_KEY ->
          Changed.by(
              this,
              "no-hmac",
              "it is a digest of the body alone, which anyone can make: there is no secret in it",
              "The sender must sign with an HMAC of the secret");
    };
  }

  private Changed<Construction> noHmac(String what) {
    return Changed.by(
        this,
        "no-hmac",
        "it is no HMAC but the plain digest of %s".formatted(what),
        "The sender must use an HMAC: the function has hmac in its name");
  }

  /**
   * @param hash for example SHA-256
   */
  byte[] digest(String hash, byte[] key, byte[]... content) {
    try {
      return switch (this) {
        case HMAC -> hmac(hash, key, content);
        case SWAPPED -> hmac(hash, joined(content), key);
        case KEY_FIRST -> plain(hash, key, joined(content));
        case KEY_LAST -> plain(hash, joined(content), key);
        case WITHOUT_KEY -> plain(hash, content);
      };
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("This Java offers no usable " + hash + ".", e);
    }
  }

  private static byte[] hmac(String hash, byte[] key, byte[]... content)
      throws GeneralSecurityException {
    String algorithm = "Hmac" + hash.replace("-", "");
    Mac mac = Mac.getInstance(algorithm);
    // Keys are filled up with zeros, so this one is the empty one, which Java refuses.
    mac.init(new SecretKeySpec(key.length == 0 ? new byte[1] : key, algorithm));
    for (byte[] part : content) {
      mac.update(part);
    }
    return mac.doFinal();
  }

  private static byte[] plain(String hash, byte[]... content) throws GeneralSecurityException {
    MessageDigest digest = MessageDigest.getInstance(hash);
    for (byte[] part : content) {
      digest.update(part);
    }
    return digest.digest();
  }

  private static byte[] joined(byte[]... parts) {
    int length = 0;
    for (byte[] part : parts) {
      length += part.length;
    }
    byte[] joined = new byte[length];
    int at = 0;
    for (byte[] part : parts) {
      System.arraycopy(part, 0, joined, at, part.length);
      at += part.length;
    }
    return joined;
  }
}
