/** What is durable: accept, settle and record, each one transaction, committed in groups. */
@NullMarked
package io.dromedary.store;

import org.jspecify.annotations.NullMarked;
