package io.chatledger.command.account;

import io.chatledger.api.Balance;
import java.time.Instant;

/**
 * A message whose price is held.
 *
 * @param sentAt when its event was recorded
 */
public record SentMessage(Instant sentAt, Balance balance) {}
