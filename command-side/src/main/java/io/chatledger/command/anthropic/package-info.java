/** The same chat in the form of Anthropic's API: translations to and from chat completions, and nothing else. */
@NullMarked
package io.chatledger.command.anthropic;

import org.jspecify.annotations.NullMarked;
