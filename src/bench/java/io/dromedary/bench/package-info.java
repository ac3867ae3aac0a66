/** The benchmark: what is measured, in which order, and how often. */
@NullMarked
package io.dromedary.bench;

import org.jspecify.annotations.NullMarked;
