package io.chatledger.command.openai;

import io.chatledger.api.AccountId;
import io.chatledger.api.IdempotencyClaim;
import io.chatledger.api.MessageKind;
import io.chatledger.command.chat.ChatOrder;
import io.chatledger.command.chat.Prompt;
import io.chatledger.command.chat.Prompt.Turn;
import io.chatledger.command.signing.KeyBounds;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What a completion is asked for.
 *
 * @param told                 all messages, oldest first
 * @param recorded             the last of them
 * @param mostCompletionTokens null for as many as the model may
 * @param choices              how many answers are asked for
 * @param tuning               every other field that is not null
 */
record Question(
        String model,
        List<RequestMessage> told,
        RecordedMessage recorded,
        @Nullable Integer mostCompletionTokens,
        int choices,
        SortedMap<String, JsonNode> tuning) {

    /** Each begins a conversation: the client tells what was said before, so there is none to carry on. */
    ChatOrder order(AccountId accountId, @Nullable IdempotencyClaim claim, @Nullable UUID keyId, KeyBounds bounds) {
        return new ChatOrder(
                accountId, null, recorded.text(), recorded.more(), turns(), model, mostCompletionTokens, choices,
                tuning, claim, MessageKind.CHAT, keyId, bounds);
    }

    Question tunedBy(SortedMap<String, JsonNode> fields) {
        return new Question(model, told, recorded, mostCompletionTokens, choices, fields);
    }

    long characters() {
        return turns().stream()
                .mapToLong(turn -> turn.text().codePointCount(0, turn.text().length()))
                .sum();
    }

    List<Turn> turns() {
        return told.stream().map(RequestMessage::turn).toList();
    }

    Prompt prompt() {
        return new Prompt(turns(), 0, choices, tuning);
    }

    /** Everything that makes another question another one; how the answer is told is no part of it. */
    String[] fingerprint(String path) {
        var parts = new ArrayList<>(List.of(
                path, model, String.valueOf(mostCompletionTokens), String.valueOf(choices)));
        for (Turn turn : turns()) {
            parts.add(turn.role().name());
            parts.add(turn.message() == null ? turn.text() : turn.message().toString());
        }
        tuning.forEach((field, value) -> {
            parts.add(field);
            parts.add(value.toString());
        });
        return parts.toArray(String[]::new);
    }
}
