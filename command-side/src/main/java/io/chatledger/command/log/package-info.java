/** The verifiable log: a signed Merkle tree over all events, which outside programs read (decision 46). */
@NullMarked
package io.chatledger.command.log;

import org.jspecify.annotations.NullMarked;
