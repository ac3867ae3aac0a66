/** What the shipped targets need beyond Camel's own components. */
@NullMarked
package io.dromedary.target;

import org.jspecify.annotations.NullMarked;
