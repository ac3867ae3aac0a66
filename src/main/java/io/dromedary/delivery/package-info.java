/** How an event reaches its targets: recipients, redelivery, the state of each delivery. */
@NullMarked
package io.dromedary.delivery;

import org.jspecify.annotations.NullMarked;
