/** The record of acts: what administrators and operators have done to accounts, and why. */
@NullMarked
package io.chatledger.query.act;

import org.jspecify.annotations.NullMarked;
