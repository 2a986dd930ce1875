package io.chatledger.command.account;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import io.chatledger.api.ConversationEvent;
import io.chatledger.api.ErrorCode;
import io.chatledger.api.HoldReleased;
import io.chatledger.api.MessageId;
import io.chatledger.api.ReleaseReason;
import io.chatledger.api.ReplyRecorded;
import io.chatledger.api.TokenAmount;
import io.chatledger.api.TokenEvent;
import io.chatledger.api.TokensDebited;
import io.chatledger.api.TokensGranted;
import io.chatledger.api.TokensHeld;
import io.chatledger.api.TokensRevoked;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;

/**
 * The holds of one account. Each is resolved exactly once: settled, released or expired.
 *
 * <p>Of the expired ones the newest are remembered, because their reply may still come and is then recorded uncharged.
 */
@JsonAutoDetect(fieldVisibility = Visibility.ANY) // for snapshots
final class Holds {

    /** Older ones are forgotten: their late reply is refused. Bounds the aggregate. */
    private static final int MOST_EXPIRED_REMEMBERED = 100;

    // Not final, or they would silently be left out when a snapshot is read.
    private Map<String, Long> openAmounts = new HashMap<>();
    private LinkedHashSet<String> expired = new LinkedHashSet<>();

    boolean isOpen(MessageId messageId) {
        return openAmounts.containsKey(messageId.toString());
    }

    /** Expired, and not answered since. */
    boolean hasExpired(MessageId messageId) {
        return expired.contains(messageId.toString());
    }

    /**
     * What an open hold reserves.
     *
     * @throws Refusal {@code NOT_FOUND} if none is open for the message
     */
    TokenAmount amount(MessageId messageId) {
        Long amount = openAmounts.get(messageId.toString());
        if (amount == null) {
            throw new Refusal(ErrorCode.NOT_FOUND, "No hold is open for this message.");
        }
        return new TokenAmount(amount);
    }

    void follow(TokenEvent event) {
        switch (event) {
            case TokensHeld held -> openAmounts.put(held.messageId(), held.amount());
            case TokensDebited debited -> openAmounts.remove(debited.messageId());
            case HoldReleased released -> {
                openAmounts.remove(released.messageId());
                if (released.reason().equals(ReleaseReason.EXPIRED.name())) {
                    remember(released.messageId());
                }
            }
            case TokensGranted granted -> {}
            case TokensRevoked revoked -> {}
        }
    }

    void follow(ConversationEvent event) {
        if (event instanceof ReplyRecorded reply) {
            expired.remove(reply.messageId());
        }
    }

    private void remember(String messageId) {
        expired.add(messageId);
        if (expired.size() > MOST_EXPIRED_REMEMBERED) {
            expired.removeFirst();
        }
    }
}
