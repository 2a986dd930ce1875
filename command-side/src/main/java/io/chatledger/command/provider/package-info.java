/** Real models: the adapter for every server that speaks OpenAI's chat completions. */
@NullMarked
package io.chatledger.command.provider;

import org.jspecify.annotations.NullMarked;
