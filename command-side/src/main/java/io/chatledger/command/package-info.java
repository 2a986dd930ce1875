/** The side that decides, and the only writer of events. */
@NullMarked
package io.chatledger.command;

import org.jspecify.annotations.NullMarked;
