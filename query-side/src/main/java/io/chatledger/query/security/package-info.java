/** Who is asking: access tokens are verified here again, whatever the gateway did; paths not named are denied. */
@NullMarked
package io.chatledger.query.security;

import org.jspecify.annotations.NullMarked;
