/** Who may come in: access tokens are found, verified and nothing else is believed. */
@NullMarked
package io.chatledger.gateway.access;

import org.jspecify.annotations.NullMarked;
