/**
 * Where secrets come from. YAML names a key, the bean that needs the secret reads it here; Camel
 * never binds nor logs it.
 */
@NullMarked
package io.dromedary.secret;

import org.jspecify.annotations.NullMarked;
