/** What an account has spent, by day, model and API key. */
@NullMarked
package io.chatledger.query.usage;

import org.jspecify.annotations.NullMarked;
