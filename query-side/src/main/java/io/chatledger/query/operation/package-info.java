/** What those see who run the system: whether this side is well, and its copies. */
@NullMarked
package io.chatledger.query.operation;

import org.jspecify.annotations.NullMarked;
