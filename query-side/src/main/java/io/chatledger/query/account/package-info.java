/** Who there is: the directory of accounts, for themselves and for administrators. */
@NullMarked
package io.chatledger.query.account;

import org.jspecify.annotations.NullMarked;
