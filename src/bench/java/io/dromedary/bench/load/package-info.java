/** Sends signed callbacks and measures the answers: cheap, since it shares the machine. */
@NullMarked
package io.dromedary.bench.load;

import org.jspecify.annotations.NullMarked;
