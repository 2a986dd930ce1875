/** What each account has, and what of it is held. */
@NullMarked
package io.chatledger.query.balance;

import org.jspecify.annotations.NullMarked;
