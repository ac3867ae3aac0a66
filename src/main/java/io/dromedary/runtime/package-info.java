/** The standalone runtime: settings, route files, checks at start, lifecycle. */
@NullMarked
package io.dromedary.runtime;

import org.jspecify.annotations.NullMarked;
