/** What needs a mailbox: proving that an address is one's own, and getting back in without the password. */
@NullMarked
package io.chatledger.command.email;

import org.jspecify.annotations.NullMarked;
