/** Requests that may be repeated under a key: done once, answered again. */
@NullMarked
package io.chatledger.query.idempotency;

import org.jspecify.annotations.NullMarked;
