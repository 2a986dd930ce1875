/** Log-in: access tokens, refresh tokens and the key that signs. */
@NullMarked
package io.chatledger.command.session;

import org.jspecify.annotations.NullMarked;
