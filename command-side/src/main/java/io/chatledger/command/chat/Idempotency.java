package io.chatledger.command.chat;

import io.chatledger.api.AccountId;
import io.chatledger.api.ErrorCode;
import io.chatledger.api.IdempotencyClaim;
import io.chatledger.api.InvalidValue;
import io.chatledger.command.account.Refusal;
import io.chatledger.command.secret.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Gives a repeated request its first answer again (the {@code Idempotency-Key} header field,
 * draft-ietf-httpapi-idempotency-key-header). A key belongs to its account; a request that failed frees it.
 */
@Component
public class Idempotency {

    public static final String KEY_HEADER = "Idempotency-Key";

    /** Says {@code true} with an answer that was given before. */
    public static final String REPLAYED_HEADER = "Idempotent-Replayed";

    private static final Pattern KEY = Pattern.compile("[\\x21-\\x7e]{1,255}");

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
        if (!KEY.matcher(key).matches()) {
            throw new InvalidValue(KEY_HEADER, "must be 1 to 255 visible ASCII characters");
        }
        return new IdempotencyClaim(hash(key), hash(request));
    }

    /**
     * The answer that was given under this claim before.
     *
     * @throws Refusal {@code IN_PROGRESS} if it is still to come, {@code IDEMPOTENCY_KEY_REUSED} if something else was asked
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
            return answers.find(accountId, earlier).orElseThrow(MessageTable::inProgress);
        });
    }

    /** Each part with its length in bytes before it, so that no two different requests look the same. */
    private static String hash(String... parts) {
        return Sha256.of(Stream.of(parts)
                        .map(part -> part.getBytes(StandardCharsets.UTF_8).length + ":" + part)
                        .collect(Collectors.joining()))
                .hex();
    }
}
