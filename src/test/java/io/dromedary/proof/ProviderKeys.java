package io.dromedary.proof;

import io.dromedary.signature.Signer;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/** What a provider signs with; changed when no request is under way. Thread-safe. */
final class ProviderKeys {
  private final ReadWriteLock lock = new ReentrantReadWriteLock();
  private final Map<String, Signer> signers = new HashMap<>();

  /** Done with the key of a moment. */
  interface Signed<T> {
    T with(Signer signer) throws IOException;
  }

  /**
   * @param secrets by source
   */
  ProviderKeys(Map<String, String> secrets) {
    secrets.forEach((source, secret) -> signers.put(source, new Signer(source, secret)));
  }

  /** Signs and sends something whose key stays what it is until its answer has come. */
  <T> T with(String source, Signed<T> sending) throws IOException {
    lock.readLock().lock();
    try {
      Signer signer = signers.get(source);
      if (signer == null) {
        throw new IllegalArgumentException("there is no source " + source);
      }
      return sending.with(signer);
    } finally {
      lock.readLock().unlock();
    }
  }

  /** Signs with another secret, when what was signed with the old one is answered. */
  void change(String source, String secret) {
    lock.writeLock().lock();
    try {
      signers.put(source, new Signer(source, secret));
    } finally {
      lock.writeLock().unlock();
    }
  }

  /** Lets nothing be sent meanwhile. */
  void inSilence(Silent what) throws Exception {
    lock.writeLock().lock();
    try {
      what.run();
    } finally {
      lock.writeLock().unlock();
    }
  }

  /** Done while nothing is sent. */
  interface Silent {
    void run() throws Exception;
  }
}
