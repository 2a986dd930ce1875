package io.chatledger.command.openai;

import io.chatledger.api.AccountId;
import io.chatledger.api.IdempotencyClaim;
import io.chatledger.api.MessageText;
import io.chatledger.command.chat.ChatOrder;
import io.chatledger.command.chat.Prompt;
import io.chatledger.command.chat.Prompt.Role;
import io.chatledger.command.chat.Prompt.Turn;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What a completion is asked for.
 *
 * @param context              what was said before, oldest first
 * @param mostCompletionTokens null for as many as the model may
 * @param tuning               every other field that is not null
 */
record Question(
        String model,
        List<Turn> context,
        MessageText text,
        @Nullable Integer mostCompletionTokens,
        SortedMap<String, JsonNode> tuning) {

    /** Each begins a conversation: the client tells what was said before, so there is none to carry on. */
    ChatOrder order(AccountId accountId, @Nullable IdempotencyClaim claim, @Nullable UUID keyId) {
        return new ChatOrder(accountId, null, text, context, model, mostCompletionTokens, tuning, claim, keyId);
    }

    long contextCharacters() {
        return context.stream()
                .mapToLong(turn -> turn.text().codePointCount(0, turn.text().length()))
                .sum();
    }

    Prompt prompt() {
        var turns = new ArrayList<>(context);
        turns.add(new Turn(Role.USER, text.value()));
        return new Prompt(turns, 0);
    }

    /** Everything that makes another question another one; how the answer is told is no part of it. */
    String[] fingerprint() {
        var parts = new ArrayList<>(List.of("/v1/chat/completions", model, String.valueOf(mostCompletionTokens)));
        for (Turn turn : prompt().turns()) {
            parts.add(turn.role().name());
            parts.add(turn.text());
        }
        tuning.forEach((field, value) -> {
            parts.add(field);
            parts.add(value.toString());
        });
        return parts.toArray(String[]::new);
    }
}
