/** The front door: speaks REST, knows every route and dialect, and passes each call on to the side that answers it. */
@NullMarked
package io.chatledger.gateway;

import org.jspecify.annotations.NullMarked;
