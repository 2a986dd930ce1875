/** What nobody can guess: random tokens, the hashes by which they are kept, and files for keys. */
@NullMarked
package io.chatledger.command.secret;

import org.jspecify.annotations.NullMarked;
