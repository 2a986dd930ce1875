/** The event store and the order of all events. */
@NullMarked
package io.chatledger.command.store;

import org.jspecify.annotations.NullMarked;
