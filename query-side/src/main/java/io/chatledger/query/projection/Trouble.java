package io.chatledger.query.projection;

import io.chatledger.query.events.ImpossibleEvent;
import io.chatledger.query.events.MissingEvents;
import io.chatledger.query.events.UnreadableEvent;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.orm.jpa.JpaSystemException;
import org.springframework.transaction.TransactionException;

/** Why a projection or a replay does not get on, as operators and auditors see it: never with anybody's words in it. */
public enum Trouble {
    UNREADABLE_EVENT,
    MISSING_EVENTS,
    /** The amounts do not add up to a balance that can be, or an event refers to what never was. */
    IMPOSSIBLE_EVENT,
    DATABASE_UNAVAILABLE,
    DATABASE_REFUSED,
    /** The read models did not come up to the newest event in time. */
    READ_MODEL_BEHIND,
    /** The process that was at it has ended. */
    ABANDONED,
    UNEXPECTED;

    public static Trouble of(Throwable problem) {
        return switch (problem) {
            case UnreadableEvent _ -> UNREADABLE_EVENT;
            case MissingEvents _ -> MISSING_EVENTS;
            case ArithmeticException _ -> IMPOSSIBLE_EVENT;
            case ImpossibleEvent _ -> IMPOSSIBLE_EVENT;
            case ReadModelBehind _ -> READ_MODEL_BEHIND;
            case DataAccessResourceFailureException _ -> DATABASE_UNAVAILABLE;
            case TransientDataAccessException _ -> DATABASE_UNAVAILABLE;
            case TransactionException _ -> DATABASE_UNAVAILABLE;
            // A connection that breaks inside a transaction: what is reported is that it could not be rolled back.
            case JpaSystemException failed when failed.getCause() instanceof org.hibernate.TransactionException ->
                DATABASE_UNAVAILABLE;
            case DataAccessException _ -> DATABASE_REFUSED;
            default -> UNEXPECTED;
        };
    }
}
