/** What an operator sees: metrics and health. */
@NullMarked
package io.dromedary.observe;

import org.jspecify.annotations.NullMarked;
