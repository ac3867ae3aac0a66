/**
 * The proof that nothing acknowledged is lost: crashes, loss of power, and faults of everything
 * around. Each check here has been seen to fail on code that breaks its promise.
 */
@NullMarked
package io.dromedary.proof;

import org.jspecify.annotations.NullMarked;
