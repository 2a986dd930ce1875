/** What administrators do to the accounts of others. */
@NullMarked
package io.chatledger.command.administration;

import org.jspecify.annotations.NullMarked;
