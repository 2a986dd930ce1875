/** What auditors see: events without people's words, balances folded anew, proofs that the read models are right. */
@NullMarked
package io.chatledger.query.audit;

import org.jspecify.annotations.NullMarked;
