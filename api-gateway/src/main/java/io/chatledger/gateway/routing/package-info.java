/** Which calls exist, under which paths, and which side answers each of them. */
@NullMarked
package io.chatledger.gateway.routing;

import org.jspecify.annotations.NullMarked;
