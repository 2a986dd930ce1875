package io.chatledger.command.chat;

import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * How much an account may ask of this copy.
 *
 * @param rateLimits        whether there are limits at all
 * @param messagesPerMinute may be sent at once, and come back evenly over a minute
 * @param streamsAtOnce     answers that may be streamed to an account at the same time
 * @param countedAccounts   whose messages are counted at most; beyond, the count of the longest silent is forgotten
 */
@ConfigurationProperties("chatledger")
record LimitSettings(boolean rateLimits, int messagesPerMinute, int streamsAtOnce, int countedAccounts) {}
