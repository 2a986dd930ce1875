/** Who may come in: access tokens are found and verified, API keys are left to command-side, nothing else is believed. */
@NullMarked
package io.chatledger.gateway.access;

import org.jspecify.annotations.NullMarked;
