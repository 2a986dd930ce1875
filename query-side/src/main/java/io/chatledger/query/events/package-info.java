/** The events as they are recorded, read and decoded. This side only reads them. */
@NullMarked
package io.chatledger.query.events;

import org.jspecify.annotations.NullMarked;
