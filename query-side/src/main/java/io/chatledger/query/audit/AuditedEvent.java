package io.chatledger.query.audit;

import io.chatledger.api.AccountEvent;
import io.chatledger.api.Act;
import io.chatledger.api.ConversationDeleted;
import io.chatledger.api.ConversationHidden;
import io.chatledger.api.ConversationRenamed;
import io.chatledger.api.ConversationRestored;
import io.chatledger.api.MessageSent;
import io.chatledger.api.ProfileChanged;
import io.chatledger.api.ReplyFailed;
import io.chatledger.api.ReplyRecorded;
import io.chatledger.api.TokenEvent;
import io.chatledger.api.UserRegistered;
import io.chatledger.query.events.RecordedEvent;
import java.time.Instant;
import java.util.Map;

/**
 * An event as auditors see it: the ledger and the acts of those in charge in full, of everything else only which
 * account, message or conversation it was about. People's words, names and addresses are none of an auditor's business.
 */
record AuditedEvent(
        long position, String account, long sequence, String type, Instant recordedAt, Object data) {

    static AuditedEvent of(RecordedEvent recorded) {
        AccountEvent event = recorded.event();
        return new AuditedEvent(
                recorded.position(),
                event.accountId(),
                recorded.sequenceNumber(),
                event.getClass().getSimpleName(),
                recorded.recordedAt(),
                data(event));
    }

    /** The whole event or the ids in it; either is written in snake_case. */
    private static Object data(AccountEvent event) {
        return switch (event) {
            case TokenEvent moved -> moved;
            case Act act -> act;
            case MessageSent it -> Map.of(
                    "account_id", it.accountId(),
                    "message_id", it.messageId(),
                    "conversation_id", it.conversationId());
            case ReplyRecorded it -> Map.of("account_id", it.accountId(), "message_id", it.messageId());
            case ReplyFailed it -> Map.of("account_id", it.accountId(), "message_id", it.messageId());
            // A title is what somebody calls their conversation: their words.
            case ConversationRenamed it -> Map.of(
                    "account_id", it.accountId(), "conversation_id", it.conversationId());
            case ConversationHidden it -> Map.of(
                    "account_id", it.accountId(), "conversation_id", it.conversationId());
            case ConversationRestored it -> Map.of(
                    "account_id", it.accountId(), "conversation_id", it.conversationId());
            case ConversationDeleted it -> Map.of(
                    "account_id", it.accountId(), "conversation_id", it.conversationId());
            case UserRegistered it -> Map.of("account_id", it.accountId());
            case ProfileChanged it -> Map.of("account_id", it.accountId());
        };
    }
}
