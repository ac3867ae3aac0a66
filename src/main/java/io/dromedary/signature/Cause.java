package io.dromedary.signature;

/**
 * One reason for which a signature is not right, found by computing it once more with that
 * difference.
 *
 * @param label a stable short name
 * @param what is different, without the secret and without a digest
 * @param mend what to do about it
 */
public record Cause(String label, String what, String mend) {}
