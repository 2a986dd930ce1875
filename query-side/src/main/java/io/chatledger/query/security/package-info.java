/** Who is asking: access tokens are verified here again, whatever the gateway has done, and every path not named is denied. */
@NullMarked
package io.chatledger.query.security;

import org.jspecify.annotations.NullMarked;
