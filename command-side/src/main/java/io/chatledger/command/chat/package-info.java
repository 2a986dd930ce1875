/** Chat: hold the price, ask the model, settle or release. */
@NullMarked
package io.chatledger.command.chat;

import org.jspecify.annotations.NullMarked;
