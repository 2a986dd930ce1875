/** Serves the page, which is built in the module {@code web}, to browsers. */
@NullMarked
package io.chatledger.gateway.page;

import org.jspecify.annotations.NullMarked;
