package io.dromedary.bench.load;

/**
 * Where callbacks are posted to, on the loopback interface.
 *
 * @param path with its slash
 */
public record Address(int port, String path) {}
