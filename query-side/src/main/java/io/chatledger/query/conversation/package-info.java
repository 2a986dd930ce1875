/** What an account's messages belong to: its conversations, the one with the latest activity first. */
@NullMarked
package io.chatledger.query.conversation;

import org.jspecify.annotations.NullMarked;
