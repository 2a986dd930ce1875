/** Real models: the adapters for servers that speak OpenAI's chat completions, or Anthropic's messages. */
@NullMarked
package io.chatledger.command.provider;

import org.jspecify.annotations.NullMarked;
