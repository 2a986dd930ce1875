/** The copies of this side that run at the same time: which one this is, and which are gone. */
@NullMarked
package io.chatledger.command.copy;

import org.jspecify.annotations.NullMarked;
