/** How much a client may ask of the gateway. */
@NullMarked
package io.chatledger.gateway.limit;

import org.jspecify.annotations.NullMarked;
