package io.chatledger.command;

import static org.awaitility.Awaitility.await;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** What somebody else has done and not committed yet, and what happens to a call that comes across it. */
public final class OpenTransaction {

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;

    public OpenTransaction(JdbcClient jdbc, PlatformTransactionManager transactions) {
        this.jdbc = jdbc;
        this.transaction = new TransactionTemplate(transactions);
    }

    /** The call's result, which may come before the commit or wait for it. */
    public <T> T during(String statement, Callable<T> call) throws Exception {
        return during(statement, call, () -> {});
    }

    /** @param whileItWaits is run as soon as the call waits for the transaction, or is over */
    public <T> T during(String statement, Callable<T> call, Runnable whileItWaits) throws Exception {
        try (var caller = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<T> result = transaction.execute(status -> {
                jdbc.sql(statement).update();
                Future<T> called = caller.submit(call);
                // In this thread, which has the connection of the transaction.
                await().pollInSameThread().until(() -> called.isDone() || somebodyWaits());
                whileItWaits.run();
                return called;
            });
            return result.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    private boolean somebodyWaits() {
        return jdbc.sql("""
                SELECT EXISTS (
                    SELECT 1 FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY (pg_blocking_pids(pid)))
                """).query(Boolean.class).single();
    }
}
