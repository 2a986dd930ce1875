/** Who may call what: access tokens and API keys are verified, everything else is denied. */
@NullMarked
package io.chatledger.command.access;

import org.jspecify.annotations.NullMarked;
