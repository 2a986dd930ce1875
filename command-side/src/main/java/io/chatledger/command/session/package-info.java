/** Sessions: their tokens, their list and their end. */
@NullMarked
package io.chatledger.command.session;

import org.jspecify.annotations.NullMarked;
