package io.dromedary.target;

import org.apache.hc.client5.http.auth.Credentials;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.jspecify.annotations.Nullable;

/**
 * What an HTTP client made of its secrets; replaced as a whole when they change.
 *
 * @param tls null: as Java does it
 * @param proxy what the proxy asks for; null: nothing
 * @param authorization the header of each request; null: none
 * @param query is added to the URL of each request; null: nothing
 */
record ClientAccess(
    @Nullable TlsSocketStrategy tls,
    @Nullable Credentials proxy,
    @Nullable String authorization,
    @Nullable String query) {

  ClientAccess with(@Nullable String authorization, @Nullable String query) {
    return new ClientAccess(tls, proxy, authorization, query);
  }

  /** By identity: connections belong to one access, even when another reads the same. */
  @Override
  public boolean equals(@Nullable Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(this);
  }

  /** Without anything that is secret. */
  @Override
  public String toString() {
    return "ClientAccess";
  }
}
