/** Reads that hold everything recorded before they were asked for. */
@NullMarked
package io.chatledger.query.freshness;

import org.jspecify.annotations.NullMarked;
