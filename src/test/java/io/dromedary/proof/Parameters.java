package io.dromedary.proof;

import java.util.Random;

/**
 * How much is proven: little in every build, much with the profile {@code proof}. Each is a system
 * property {@code proof.<name>}.
 *
 * @param kills how often the process is killed
 * @param seed of everything that is random
 * @param connections of the provider
 * @param perSecond events sent, on average
 * @param answers how many answers are watched under strace
 * @param edits how often routes and secrets are edited under load
 */
record Parameters(
    int kills, long seed, int connections, int perSecond, int answers, int edits) {
  static Parameters read() {
    return new Parameters(
        Integer.getInteger("proof.kills", 5),
        Long.getLong("proof.seed", new Random().nextLong()),
        Integer.getInteger("proof.connections", 8),
        Integer.getInteger("proof.perSecond", 400),
        Integer.getInteger("proof.answers", 300),
        Integer.getInteger("proof.edits", 58));
  }

  /** Says how far it is, and how to do the same again. */
  static void say(String progress) {
    System.out.println("[proof] " + progress);
  }
}
