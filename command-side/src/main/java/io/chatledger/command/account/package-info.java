/** Accounts: the aggregate, the names it claims, its password and its administration. */
@NullMarked
package io.chatledger.command.account;

import org.jspecify.annotations.NullMarked;
