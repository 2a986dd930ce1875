package io.chatledger.command.store;

import java.sql.SQLException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientException;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.TransactionSystemException;
import org.springframework.transaction.TransactionTimedOutException;

/** Tells trouble that passes by itself, because the database is away or busy, from what is wrong with us. */
public final class Outage {

    /**
     * Connection, insufficient resources, operator intervention, system error, transaction rollback, lock not available
     * (PostgreSQL, Appendix A; of "object not in prerequisite state" only that one).
     */
    private static final Set<String> CLASSES = Set.of("08", "53", "57", "58", "40");
    private static final String LOCK_NOT_AVAILABLE = "55P03";

    private static final int MOST_CAUSES = 20;

    private Outage() {}

    /** Whether one of the causes of a failure is such trouble. */
    public static boolean isBehind(Throwable failure) {
        Throwable cause = failure;
        for (int i = 0; cause != null && i < MOST_CAUSES; i++) {
            if (isOne(cause)) {
                return true;
            }
            cause = cause.getCause();
        }
        return false;
    }

    /** In one line, for the log. */
    public static String reason(Throwable failure) {
        return NestedExceptionUtils.getMostSpecificCause(failure).toString().replaceAll("\\s+", " ");
    }

    private static boolean isOne(Throwable failure) {
        return switch (failure) {
            case DataAccessResourceFailureException _, TransientDataAccessException _ -> true;
            case CannotCreateTransactionException _, TransactionSystemException _,
                    TransactionTimedOutException _ -> true;
            case SQLTransientException _, SQLRecoverableException _ -> true;
            case SQLException refused -> isOne(refused.getSQLState());
            default -> false;
        };
    }

    private static boolean isOne(@Nullable String state) {
        return state != null
                && (state.equals(LOCK_NOT_AVAILABLE) || state.length() >= 2 && CLASSES.contains(state.substring(0, 2)));
    }
}
