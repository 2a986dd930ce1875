/** Passes a call on to its side, at most once, and the answer back as it arrives. */
@NullMarked
package io.chatledger.gateway.proxy;

import org.jspecify.annotations.NullMarked;
