/**
 * Takes edits of the route files into the running routes. In the order of an edit: {@code
 * FolderScan} sees it, {@link io.dromedary.reload.RouteReload} has the new set checked, {@code
 * Rehearsal} builds what has changed in a context that is thrown away, {@code LiveRoutes} replaces
 * exactly the changed routes of the running one, and puts the old ones back if that fails.
 */
@NullMarked
package io.dromedary.reload;

import org.jspecify.annotations.NullMarked;
