/** OpenAI's responses, translated to and from its chat completions. */
@NullMarked
package io.chatledger.command.responses;

import org.jspecify.annotations.NullMarked;
