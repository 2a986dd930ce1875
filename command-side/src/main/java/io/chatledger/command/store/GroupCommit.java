package io.chatledger.command.store;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.Timer;
import jakarta.persistence.EntityManager;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Writes what transactions append, when they commit. Those that do nothing else (a chat whose account is in memory) are
 * written together with others that commit at the same moment, in one transaction, so that a busy system has one commit
 * for many accounts. Those that have read or written something else themselves are written there, with that.
 *
 * <p>If the database refuses anything of it, nothing of that group is written, and each of them writes its own in its
 * own transaction: so it hears itself what was refused, and nobody else does.
 */
@Component
public class GroupCommit {

    private static final Timer COMMITS = Timer.builder("chatledger.commits")
            .description("Commits that several accounts may share")
            .register(Metrics.globalRegistry);
    private static final DistributionSummary SHARED_BY = DistributionSummary.builder("chatledger.commit.size")
            .description("How many transactions share a commit")
            .baseUnit("transactions")
            .register(Metrics.globalRegistry);

    private final JdbcTemplate jdbc;
    private final EntityManager entityManager;
    private final JdbcTemplate pool;
    private final TransactionTemplate together;
    private final Turns<RowChanges> turns;

    GroupCommit(
            JdbcTemplate jdbc,
            EntityManager entityManager,
            DataSource dataSource,
            StoreSettings settings) {
        this.jdbc = jdbc;
        this.entityManager = entityManager;
        DataSource pool = ConnectionPool.behind(dataSource);
        this.pool = new JdbcTemplate(pool);
        this.together = new TransactionTemplate(new DataSourceTransactionManager(pool));
        this.together.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
        this.turns = new Turns<>(settings.mostCommitsTogether(), settings.commitInterval(), this::writeTogether);
    }

    /** Has a row written when the caller's transaction commits. Until then it is nowhere to be read. */
    public <R> void write(RowStatement<R> statement, R row) {
        TransactionSynchronizationManager.getSynchronizations().stream()
                .filter(Commit.class::isInstance)
                .map(Commit.class::cast)
                .findFirst()
                .orElseGet(this::commit)
                .changes.add(statement, row);
    }

    private Commit commit() {
        var commit = new Commit();
        TransactionSynchronizationManager.registerSynchronization(commit);
        return commit;
    }

    private void write(RowChanges changes) {
        // What JPA has put off belongs to this transaction, too.
        entityManager.flush();
        if (ConnectionPool.isUsedByTransaction()) {
            changes.writeOneByOne(jdbc);
            return;
        }
        try {
            turns.take(changes);
        } catch (GroupRefused refused) {
            changes.writeOneByOne(jdbc);
        }
    }

    private void writeTogether(List<RowChanges> group) {
        var all = new RowChanges();
        group.forEach(all::addAll);
        long begunNanos = System.nanoTime();
        try {
            together.executeWithoutResult(status -> all.writeAtOnce(pool));
            COMMITS.record(System.nanoTime() - begunNanos, TimeUnit.NANOSECONDS);
            SHARED_BY.record(group.size());
        } catch (DataAccessResourceFailureException unreachable) {
            throw unreachable;
        } catch (DataAccessException refused) {
            // Before the commit, so it is certain that there is none: when that fails, this transaction manager throws
            // a TransactionException (JdbcTransactionManager would not).
            throw new GroupRefused(refused);
        }
    }

    private final class Commit implements TransactionSynchronization {
        private final RowChanges changes = new RowChanges();

        @Override
        public void beforeCommit(boolean readOnly) {
            write(changes);
        }
    }

    private static final class GroupRefused extends RuntimeException {
        private GroupRefused(DataAccessException refused) {
            super(refused);
        }
    }
}
