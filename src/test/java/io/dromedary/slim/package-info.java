/** What is there and what is not in a jar without Kafka and PostgreSQL. */
@NullMarked
package io.dromedary.slim;

import org.jspecify.annotations.NullMarked;
