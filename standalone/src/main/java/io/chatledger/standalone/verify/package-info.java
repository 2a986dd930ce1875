/**
 * Verifies a log from outside: whether it is what its checkpoints say, and whether every account adds up. Shares
 * nothing with the side that writes the log but the events themselves, so that a mistake there is not made here again.
 */
@NullMarked
package io.chatledger.standalone.verify;

import org.jspecify.annotations.NullMarked;
