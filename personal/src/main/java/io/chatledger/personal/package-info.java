/** Personal text in stored events: sealed under a key of its account and year, and gone when that key is destroyed. */
@NullMarked
package io.chatledger.personal;

import org.jspecify.annotations.NullMarked;
