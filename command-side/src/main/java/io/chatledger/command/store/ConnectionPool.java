package io.chatledger.command.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Objects;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.jdbc.datasource.LazyConnectionDataSourceProxy;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** The pool, from which a transaction takes a connection at its first statement; knows whether it has taken one. */
final class ConnectionPool extends DelegatingDataSource {

    private static final TransactionSynchronization USED = new TransactionSynchronization() {};

    private ConnectionPool(DataSource pool) {
        super(pool);
    }

    /** What transactions get their connections from. */
    static LazyConnectionDataSourceProxy lazily(DataSource pool) {
        return new LazyConnectionDataSourceProxy(new ConnectionPool(pool));
    }

    /** Behind what {@link #lazily} has made: connections that belong to no transaction of their thread. */
    static DataSource behind(DataSource lazily) {
        return Objects.requireNonNull(((LazyConnectionDataSourceProxy) lazily).getTargetDataSource());
    }

    @Override
    public Connection getConnection() throws SQLException {
        if (TransactionSynchronizationManager.isSynchronizationActive()) {
            TransactionSynchronizationManager.registerSynchronization(USED);
        }
        return super.getConnection();
    }

    static boolean isUsedByTransaction() {
        return TransactionSynchronizationManager.getSynchronizations().contains(USED);
    }
}
