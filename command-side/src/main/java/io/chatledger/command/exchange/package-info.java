/** What the gateway gets for credentials that only this side understands. */
@NullMarked
package io.chatledger.command.exchange;

import org.jspecify.annotations.NullMarked;
