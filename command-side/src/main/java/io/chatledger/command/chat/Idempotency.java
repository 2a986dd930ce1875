package io.chatledger.command.chat;

import io.chatledger.api.AccountId;
import io.chatledger.api.ErrorCode;
import io.chatledger.api.IdempotencyClaim;
import io.chatledger.command.account.Refusal;
import io.chatledger.webaccess.IdempotencyKey;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Gives a repeated request its first answer again (the {@code Idempotency-Key} header field,
 * draft-ietf-httpapi-idempotency-key-header). A key belongs to its account; a request that failed frees it.
 */
@Component
public class Idempotency {

    private final MessageTable messages;
    private final RecordedAnswers answers;

    Idempotency(MessageTable messages, RecordedAnswers answers) {
        this.messages = messages;
        this.answers = answers;
    }

    /**
     * @param key     null if the client sent none
     * @param request everything that makes another request another one
     */
    public @Nullable IdempotencyClaim claim(@Nullable String key, String... request) {
        if (key == null) {
            return null;
        }
        return new IdempotencyClaim(sha256(new IdempotencyKey(key).value()), sha256(request));
    }

    /**
     * The answer that was given under this claim before.
     *
     * @throws Refusal {@code IN_PROGRESS} if it is still to come, {@code IDEMPOTENCY_KEY_REUSED} if something else was
     *                 asked
     */
    public Optional<ChatAnswer> earlierAnswer(AccountId accountId, @Nullable IdempotencyClaim claim) {
        if (claim == null) {
            return Optional.empty();
        }
        return messages.sentUnder(accountId, claim.keyHash()).map(earlier -> {
            if (!claim.requestHash().equals(earlier.requestHash())) {
                throw new Refusal(
                        ErrorCode.IDEMPOTENCY_KEY_REUSED, "This idempotency key was used for another request.");
            }
            if (earlier.deleted()) {
                throw Conversations.noSuch();
            }
            return answers.find(accountId, earlier).orElseThrow(MessageTable::inProgress);
        });
    }

    private static String sha256(String... parts) {
        return HexFormat.of().formatHex(IdempotencyKey.sha256(parts));
    }
}
