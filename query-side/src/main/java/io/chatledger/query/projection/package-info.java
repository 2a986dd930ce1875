/** How events become read models: followers of the event store, their positions, rebuilds, and reads that are never stale. */
@NullMarked
package io.chatledger.query.projection;

import org.jspecify.annotations.NullMarked;
