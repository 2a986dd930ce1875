/** Registration, log-in, refresh and log-out: what needs no access token. */
@NullMarked
package io.chatledger.command.login;

import org.jspecify.annotations.NullMarked;
