/** The same chat in the dialect of OpenAI's API, so that every client written for that works here. */
@NullMarked
package io.chatledger.command.openai;

import org.jspecify.annotations.NullMarked;
