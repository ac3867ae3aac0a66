/** What we sign, others verify, and the other way round: with their libraries, run by Node. */
@NullMarked
package io.dromedary.interop;

import org.jspecify.annotations.NullMarked;
