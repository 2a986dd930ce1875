/** What nobody can guess: random tokens, and the hashes by which they are kept. */
@NullMarked
package io.chatledger.command.secret;

import org.jspecify.annotations.NullMarked;
