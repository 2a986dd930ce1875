/** How often strangers may try: passwords of an account, log-ins and registrations from an address. */
@NullMarked
package io.chatledger.command.limit;

import org.jspecify.annotations.NullMarked;
