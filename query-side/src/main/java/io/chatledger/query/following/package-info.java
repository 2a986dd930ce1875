/** Takes the live read models along the events, batch by batch, and wakes whoever waits for them. */
@NullMarked
package io.chatledger.query.following;

import org.jspecify.annotations.NullMarked;
