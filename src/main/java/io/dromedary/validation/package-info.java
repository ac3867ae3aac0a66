/**
 * Finds what is wrong in route files and their configuration before Camel reads them: with file,
 * line and column, a reason and a mend. Opens no connection and starts nothing.
 */
@NullMarked
package io.dromedary.validation;

import org.jspecify.annotations.NullMarked;
