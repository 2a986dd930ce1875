/** What auditors see: the events without people's words, balances folded anew, and proofs that the read models are right. */
@NullMarked
package io.chatledger.query.audit;

import org.jspecify.annotations.NullMarked;
