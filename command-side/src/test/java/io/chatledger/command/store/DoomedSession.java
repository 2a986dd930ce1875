package io.chatledger.command.store;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.postgresql.PGConnection;

/**
 * A leader's session that the server ends at a chosen step of its work, as when its process or its machine dies there.
 * Before and after a step it ends exactly there; during one it ends somewhere in its first half millisecond.
 */
final class DoomedSession {

    enum Step { BEFORE_LOCK, WITH_LOCK, DURING_NUMBERING, BEFORE_COMMIT, DURING_COMMIT, AFTER_COMMIT }

    private static final long DURING_NANOS = TimeUnit.MICROSECONDS.toNanos(500);

    private final Connection session;
    private final int pid;
    private final Connection executioner;
    private final Step step;
    private final Random random;
    /** How often the step is lived through. */
    private int reprieves;
    private volatile boolean ended;

    DoomedSession(Connection session, Connection executioner, Step step, Random random) throws SQLException {
        this.session = session;
        this.pid = session.unwrap(PGConnection.class).getBackendPID();
        this.executioner = executioner;
        this.step = step;
        this.random = random;
        this.reprieves = random.nextInt(6);
    }

    boolean ended() {
        return ended;
    }

    Connection connection() {
        return proxy(Connection.class, (method, arguments) -> switch (method.getName()) {
            case "prepareStatement" -> {
                boolean numbers = ((String) arguments[0]).contains("INSERT INTO events.place");
                var statement = (PreparedStatement) method.invoke(session, arguments);
                yield proxy(PreparedStatement.class, (ofStatement, values) ->
                        !ofStatement.getName().equals("executeQuery") ? ofStatement.invoke(statement, values)
                                : numbers ? number(statement) : lock(statement));
            }
            case "commit" -> {
                commit();
                yield null;
            }
            // Nothing is left to roll back, and of that failure nobody learns anything.
            case "rollback" -> ended ? null : method.invoke(session, arguments);
            default -> method.invoke(session, arguments);
        });
    }

    private Object lock(PreparedStatement statement) throws SQLException {
        endIf(step == Step.BEFORE_LOCK);
        var locked = statement.executeQuery();
        endIf(step == Step.WITH_LOCK && is("""
                SELECT EXISTS (SELECT FROM pg_locks WHERE pid = ? AND locktype = 'advisory' AND granted)"""));
        return locked;
    }

    private Object number(PreparedStatement statement) throws Exception {
        return step == Step.DURING_NUMBERING ? endDuring(statement::executeQuery) : statement.executeQuery();
    }

    private void commit() throws Exception {
        boolean numbered = step.compareTo(Step.BEFORE_COMMIT) >= 0
                && is("SELECT backend_xid IS NOT NULL FROM pg_stat_activity WHERE pid = ?");
        endIf(step == Step.BEFORE_COMMIT && numbered);
        if (step == Step.DURING_COMMIT && numbered) {
            endDuring(() -> {
                session.commit();
                return true;
            });
        } else {
            session.commit();
        }
        if (step == Step.AFTER_COMMIT && numbered && endIf(true)) {
            throw new SQLException("ended before it heard of its commit", "08006");
        }
    }

    private boolean endIf(boolean due) throws SQLException {
        if (due && reprieves-- == 0) {
            end();
            return true;
        }
        return false;
    }

    private void end() throws SQLException {
        // The second argument waits, in milliseconds, until the session is gone.
        ended = is("SELECT pg_terminate_backend(?, 5000)");
    }

    private <T> T endDuring(SqlCall<T> call) throws Exception {
        if (reprieves-- != 0) {
            return call.run();
        }
        Thread end = Thread.ofPlatform().start(() -> {
            LockSupport.parkNanos(random.nextLong(DURING_NANOS));
            try {
                end();
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        });
        try {
            return call.run();
        } finally {
            end.join();
        }
    }

    private boolean is(String query) throws SQLException {
        try (var statement = executioner.prepareStatement(query)) {
            statement.setInt(1, pid);
            try (var row = statement.executeQuery()) {
                return row.next() && row.getBoolean(1);
            }
        }
    }

    private interface SqlCall<T> {
        T run() throws SQLException;
    }

    private interface Call {
        Object on(Method method, Object[] arguments) throws Exception;
    }

    private static <T> T proxy(Class<T> type, Call call) {
        Class<?>[] types = {type};
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), types, (self, method, arguments) -> {
            try {
                return call.on(method, arguments);
            } catch (InvocationTargetException thrown) {
                throw thrown.getCause();
            }
        }));
    }
}
