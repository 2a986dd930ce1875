/** The OpenAPI document and its page. */
@NullMarked
package io.chatledger.gateway.openapi;

import org.jspecify.annotations.NullMarked;
