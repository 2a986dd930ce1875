/** API keys: what a program shows instead of logging in. */
@NullMarked
package io.chatledger.command.key;

import org.jspecify.annotations.NullMarked;
