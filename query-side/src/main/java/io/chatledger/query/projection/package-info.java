/** How events become read models: followers, their positions, rebuilds, and reads that are never stale. */
@NullMarked
package io.chatledger.query.projection;

import org.jspecify.annotations.NullMarked;
