/** Who sent a callback: the signature processor and the schemes it verifies. */
@NullMarked
package io.dromedary.signature;

import org.jspecify.annotations.NullMarked;
