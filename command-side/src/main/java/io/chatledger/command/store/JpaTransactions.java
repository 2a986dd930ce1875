package io.chatledger.command.store;

import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.support.DataAccessUtils;
import org.springframework.orm.jpa.EntityManagerFactoryUtils;
import org.springframework.orm.jpa.JpaTransactionManager;
import org.springframework.transaction.TransactionSystemException;
import org.springframework.transaction.support.DefaultTransactionStatus;

/**
 * Tells a commit that failed, by a {@link TransactionSystemException}, from a statement that was refused. Nobody knows
 * what has become of the commit: perhaps it took effect, and only the confirmation got lost.
 */
final class JpaTransactions extends JpaTransactionManager {

    private static final long serialVersionUID = 1;

    JpaTransactions(EntityManagerFactory entities) {
        super(entities);
    }

    @Override
    protected void doCommit(DefaultTransactionStatus status) {
        if (!status.isReadOnly()) {
            // Otherwise it would be done by the commit, and could not be told from it.
            flush();
        }
        try {
            super.doCommit(status);
        } catch (DataAccessException failed) {
            throw new TransactionSystemException("The commit was not confirmed", failed);
        }
    }

    private void flush() {
        EntityManager entities =
                EntityManagerFactoryUtils.getTransactionalEntityManager(obtainEntityManagerFactory());
        try {
            if (entities != null) {
                entities.flush();
            }
        } catch (RuntimeException refused) {
            throw DataAccessUtils.translateIfNecessary(refused, getJpaDialect());
        }
    }
}
