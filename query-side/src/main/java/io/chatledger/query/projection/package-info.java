/** What a projection and a read model are, how far each has come, and what may keep it from getting on. */
@NullMarked
package io.chatledger.query.projection;

import org.jspecify.annotations.NullMarked;
