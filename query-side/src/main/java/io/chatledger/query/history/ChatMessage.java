package io.chatledger.query.history;

import io.chatledger.api.ErrorCode;
import io.chatledger.api.Finish;
import io.chatledger.api.HoldReleased;
import io.chatledger.api.MessageSent;
import io.chatledger.api.ReleaseReason;
import io.chatledger.api.ReplyFailed;
import io.chatledger.api.ReplyRecorded;
import io.chatledger.query.events.RecordedEvent;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A message and what became of it.
 *
 * @param position       of the event that sent it, in its account's stream
 * @param price          by which it is charged, in words; null until it is known
 * @param tokensDeducted what it cost in the end, in tokens; 0 until then
 * @param keyId          of the API key it was sent with; null if it was none, or before that was recorded
 */
record ChatMessage(
        UUID messageId,
        long position,
        UUID accountId,
        UUID conversationId,
        String message,
        @Nullable String response,
        Status status,
        String model,
        @Nullable String price,
        long tokensDeducted,
        Instant createdAt,
        @Nullable Instant answeredAt,
        @Nullable UUID keyId) {

    /** A {@code CANCELLED} message has as much of a reply as was said until then. */
    enum Status { PENDING, ANSWERED, FAILED, CANCELLED }

    static ChatMessage sent(RecordedEvent recorded, MessageSent sent) {
        return new ChatMessage(
                UUID.fromString(sent.messageId()),
                recorded.sequenceNumber(),
                recorded.accountId(),
                UUID.fromString(sent.conversationId()),
                storable(sent.text()),
                null,
                Status.PENDING,
                sent.model(),
                null,
                0,
                recorded.recordedAt(),
                null,
                sent.keyId() == null ? null : UUID.fromString(sent.keyId()));
    }

    ChatMessage priced(String words) {
        return new ChatMessage(messageId, position, accountId, conversationId, message, response,
                status, model, words, tokensDeducted, createdAt, answeredAt, keyId);
    }

    /** Also after its hold has expired: late, and for nothing. */
    ChatMessage answered(ReplyRecorded reply, Instant at) {
        Status ending = Finish.CANCELLED.name().equals(reply.finish()) ? Status.CANCELLED : Status.ANSWERED;
        return new ChatMessage(messageId, position, accountId, conversationId, message, storable(ShownReply.of(reply)),
                ending, model, price, tokensDeducted, createdAt, at, keyId);
    }

    ChatMessage ended(ReplyFailed failed) {
        return withoutReply(failed.code().equals(ErrorCode.CANCELLED.name()));
    }

    ChatMessage ended(HoldReleased released) {
        return withoutReply(released.reason().equals(ReleaseReason.CANCELLED.name()));
    }

    private ChatMessage withoutReply(boolean cancelled) {
        Status ending = cancelled ? Status.CANCELLED : Status.FAILED;
        return new ChatMessage(messageId, position, accountId, conversationId, message, response,
                ending, model, price, tokensDeducted, createdAt, answeredAt, keyId);
    }

    ChatMessage paid(long tokens) {
        return new ChatMessage(messageId, position, accountId, conversationId, message, response,
                status, model, price, tokens, createdAt, answeredAt, keyId);
    }

    /**
     * What a model says may hold NUL or half a surrogate pair, which PostgreSQL does not store. Nobody's history is to
     * stop for that, so it reads U+FFFD; the event keeps what was said.
     */
    private static String storable(String text) {
        return text.codePoints()
                .map(c -> c == 0 || Character.getType(c) == Character.SURROGATE ? 0xFFFD : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
