package io.chatledger.command.chat;

import io.chatledger.api.Finish;
import io.chatledger.api.Usage;
import org.jspecify.annotations.Nullable;

/**
 * What a model said.
 *
 * @param usage null if the model did not tell
 */
public record Reply(String text, Finish finish, @Nullable Usage usage) {}
