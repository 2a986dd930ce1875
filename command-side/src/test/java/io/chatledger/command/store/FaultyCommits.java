package io.chatledger.command.store;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.core.PriorityOrdered;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.stereotype.Component;

/** Stands before the pool: the connection breaks when a certain event is committed, if a test says so. */
@Component
public class FaultyCommits implements BeanPostProcessor, PriorityOrdered {

    /** When the connection breaks. */
    public enum Fault { BEFORE_COMMIT, AFTER_COMMIT }

    /** @param event name of its type, without the package */
    private record Broken(String accountId, String event, Fault fault) {}

    private static final String CONNECTION_FAILURE = "08006";
    private static final String WRITES_IT = """
            SELECT EXISTS (
                SELECT FROM events.domain_event
                WHERE aggregate_identifier = ? AND payload_type = 'io.chatledger.api.' || ?
                    AND xmin = pg_current_xact_id_if_assigned()::xid)
            """;

    private volatile Broken broken;

    /** Meanwhile that is how each commit of such an event of this account ends. */
    public <T> T during(Fault fault, String accountId, String event, Supplier<T> work) {
        broken = new Broken(accountId, event, fault);
        try {
            return work.get();
        } finally {
            broken = null;
        }
    }

    @Override
    public Object postProcessAfterInitialization(Object bean, String name) {
        return bean instanceof DataSource pool ? new Pool(pool) : bean;
    }

    /** Before the pool is wrapped by this side itself. */
    @Override
    public int getOrder() {
        return HIGHEST_PRECEDENCE;
    }

    private void commit(Connection connection) throws SQLException {
        Broken now = broken;
        boolean breaks = now != null && writes(connection, now);
        if (breaks && now.fault() == Fault.BEFORE_COMMIT) {
            connection.rollback();
        } else {
            connection.commit();
        }
        if (breaks) {
            throw new SQLException("An I/O error occurred while sending to the backend.", CONNECTION_FAILURE);
        }
    }

    private static boolean writes(Connection connection, Broken broken) throws SQLException {
        try (var statement = connection.prepareStatement(WRITES_IT)) {
            statement.setString(1, broken.accountId());
            statement.setString(2, broken.event());
            var found = statement.executeQuery();
            return found.next() && found.getBoolean(1);
        }
    }

    private final class Pool extends DelegatingDataSource {

        private Pool(DataSource pool) {
            super(pool);
        }

        @Override
        public Connection getConnection() throws SQLException {
            Connection connection = super.getConnection();
            return broken == null ? connection : (Connection) Proxy.newProxyInstance(
                    getClass().getClassLoader(), new Class<?>[] {Connection.class}, (_, method, arguments) -> {
                        if (method.getName().equals("commit")) {
                            commit(connection);
                            return null;
                        }
                        try {
                            return method.invoke(connection, arguments);
                        } catch (InvocationTargetException e) {
                            throw e.getCause();
                        }
                    });
        }
    }
}
