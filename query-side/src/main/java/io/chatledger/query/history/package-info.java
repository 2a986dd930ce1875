/** What was said: every message of an account with its reply. */
@NullMarked
package io.chatledger.query.history;

import org.jspecify.annotations.NullMarked;
