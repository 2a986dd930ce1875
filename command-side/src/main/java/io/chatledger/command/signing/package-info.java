/** Signs access tokens, and publishes the keys that verify them. */
@NullMarked
package io.chatledger.command.signing;

import org.jspecify.annotations.NullMarked;
