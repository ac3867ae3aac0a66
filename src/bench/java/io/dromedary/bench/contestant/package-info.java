/**
 * What is measured: each contestant in a process of its own, with the same check of the signature.
 */
@NullMarked
package io.dromedary.bench.contestant;

import org.jspecify.annotations.NullMarked;
