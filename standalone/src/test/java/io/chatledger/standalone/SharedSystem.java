package io.chatledger.standalone;

import io.chatledger.standalone.postgres.PostgresServer;
import java.net.InetAddress;
import java.net.URI;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The system as {@code serve} runs it, in this process, started once for all tests that leave it as it was. */
final class SharedSystem implements AutoCloseable {

    private static final String ADMIN_PASSWORD = "battery staple";

    private final DataFolder data = TestData.newFolder();
    private final WholeSystem system = new WholeSystem();
    private final URI gateway;

    private SharedSystem() {
        System.setProperty("chatledger.admin.password", ADMIN_PASSWORD);
        gateway = URI.create("http://127.0.0.1:" + system.start(data, InetAddress.getLoopbackAddress(), 0));
    }

    DataFolder data() {
        return data;
    }

    URI gateway() {
        return gateway;
    }

    /** Not logged in. */
    Client client() {
        return Client.of(gateway);
    }

    User newUser() {
        return client().newUser();
    }

    /** The one that was made at first start. */
    User admin() {
        return client().logIn("admin", ADMIN_PASSWORD);
    }

    /** The database, entered by this role. */
    JdbcClient database(String role) {
        return TestData.database(data, PostgresServer.portOfRunning(data.postgres()).orElseThrow(), role);
    }

    @Override
    public void close() {
        system.close();
    }

    /** Hands the system to tests that have it as a parameter, and stops it after the last test of all. */
    static final class Extension implements ParameterResolver {

        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext test) {
            return parameter.getParameter().getType() == SharedSystem.class;
        }

        @Override
        public Object resolveParameter(ParameterContext parameter, ExtensionContext test) {
            return test.getRoot().getStore(ExtensionContext.Namespace.GLOBAL)
                    .computeIfAbsent(SharedSystem.class, _ -> new SharedSystem(), SharedSystem.class);
        }
    }
}
