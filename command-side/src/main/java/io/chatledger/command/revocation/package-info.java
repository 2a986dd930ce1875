/** What makes an access token good for nothing before its time, and whom one lets in until then. */
@NullMarked
package io.chatledger.command.revocation;

import org.jspecify.annotations.NullMarked;
