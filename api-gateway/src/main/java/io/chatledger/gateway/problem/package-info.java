/** Every refusal of the gateway's own, as RFC 9457 problem details or, under {@code /v1}, as OpenAI's errors. */
@NullMarked
package io.chatledger.gateway.problem;

import org.jspecify.annotations.NullMarked;
