/** The ledger of each account: one entry for every movement of tokens, with the balance after it. */
@NullMarked
package io.chatledger.query.statement;

import org.jspecify.annotations.NullMarked;
