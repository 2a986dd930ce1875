/**
 * Who may come in: access tokens are found and verified, other credentials exchanged for one, nothing else is believed.
 */
@NullMarked
package io.chatledger.gateway.access;

import org.jspecify.annotations.NullMarked;
