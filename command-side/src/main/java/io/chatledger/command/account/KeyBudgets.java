package io.chatledger.command.account;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import io.chatledger.api.HoldReleased;
import io.chatledger.api.KeyBudget;
import io.chatledger.api.MessageSent;
import io.chatledger.api.SendMessage;
import io.chatledger.api.TokenEvent;
import io.chatledger.api.TokensDebited;
import io.chatledger.api.TokensGranted;
import io.chatledger.api.TokensHeld;
import io.chatledger.api.TokensRevoked;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What is used up of the budgets of an account's API keys: spent or held. What was held within one day or month belongs
 * to it, whenever it is settled.
 */
@JsonAutoDetect(fieldVisibility = Visibility.ANY) // for snapshots
final class KeyBudgets {

    /** Far more than an account may have; those that were used longest ago are forgotten. Bounds the aggregate. */
    private static final int MOST_REMEMBERED = 1000;

    /** @param usedUp spent or held, in tokens */
    record Use(String within, long usedUp) {}

    /** A message that was sent with a budget and is not paid yet. */
    record Sent(String keyId, String within) {}

    // Not final, or they would silently be left out when a snapshot is read.
    private LinkedHashMap<String, Use> uses = new LinkedHashMap<>();
    private Map<String, Sent> unpaid = new HashMap<>();

    /** @throws Refusal {@code OUT_OF_TOKENS} if the hold is more than is left of the budget */
    void require(SendMessage command) {
        UUID keyId = command.keyId();
        KeyBudget budget = command.budget();
        if (keyId != null && budget != null) {
            long left = Math.max(0, Math.subtractExact(budget.tokens(), usedUp(keyId, budget)));
            if (command.hold().value() > left) {
                throw Refusal.outOfBudget(command.hold().value(), left);
            }
        }
    }

    /** In tokens. */
    long usedUp(UUID keyId, KeyBudget budget) {
        Use use = uses.get(keyId.toString());
        // The clock of another copy may be ahead: what it began is not begun again.
        return use == null || use.within().compareTo(budget.within()) < 0 ? 0 : use.usedUp();
    }

    void follow(MessageSent sent) {
        String keyId = sent.keyId();
        KeyBudget budget = sent.keyBudget();
        if (keyId != null && budget != null) {
            Use before = uses.get(keyId);
            Use use = before == null || before.within().compareTo(budget.within()) < 0
                    ? new Use(budget.within(), 0)
                    : before;
            uses.putLast(keyId, use);
            unpaid.put(sent.messageId(), new Sent(keyId, use.within()));
            if (uses.size() > MOST_REMEMBERED) {
                uses.pollFirstEntry();
            }
        }
    }

    void follow(TokenEvent event) {
        switch (event) {
            case TokensHeld held -> use(unpaid.get(held.messageId()), held.amount());
            case TokensDebited debited -> use(unpaid.remove(debited.messageId()), -debited.released());
            case HoldReleased released -> use(unpaid.remove(released.messageId()), -released.amount());
            case TokensGranted _, TokensRevoked _ -> {}
        }
    }

    private void use(@Nullable Sent sent, long more) {
        if (sent != null) {
            uses.computeIfPresent(sent.keyId(), (_, use) -> use.within().equals(sent.within())
                    ? new Use(use.within(), Math.addExact(use.usedUp(), more))
                    : use);
        }
    }
}
