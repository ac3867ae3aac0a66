/** Results in a file, and the page, the tables and the plots that are made from it. */
@NullMarked
package io.dromedary.bench.report;

import org.jspecify.annotations.NullMarked;
