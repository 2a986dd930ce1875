/** Changing a password, being asked for it again, and getting back in without it. */
@NullMarked
package io.chatledger.command.password;

import org.jspecify.annotations.NullMarked;
