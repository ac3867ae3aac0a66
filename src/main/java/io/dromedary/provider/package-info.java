/**
 * The providers' side of a callback: how they send, and what they make of an answer. For the demo,
 * the command line and tests; no part of the receiver.
 */
@NullMarked
package io.dromedary.provider;

import org.jspecify.annotations.NullMarked;
