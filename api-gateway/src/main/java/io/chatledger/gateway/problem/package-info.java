/** Every refusal of the gateway's own, as RFC 9457 problem details. */
@NullMarked
package io.chatledger.gateway.problem;

import org.jspecify.annotations.NullMarked;
