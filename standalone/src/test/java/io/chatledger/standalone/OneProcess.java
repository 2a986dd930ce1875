package io.chatledger.standalone;

import io.chatledger.standalone.postgres.PostgresServer;
import java.net.InetAddress;
import java.net.URI;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The system as {@code serve} runs it, in this process, started once for all tests that leave it as it was. */
final class OneProcess implements AutoCloseable {

    static final String ADMIN_PASSWORD = "battery staple";

    private final DataFolder data = TestData.newFolder();
    private final WholeSystem system = new WholeSystem();
    private final int managementPort = FreePort.find();
    private final URI gateway;

    OneProcess() {
        System.setProperty("chatledger.admin.password", ADMIN_PASSWORD);
        // All tests come from one address.
        System.setProperty("chatledger.limits.registrations-per-address", "100000");
        System.setProperty("chatledger.limits.password-checks-per-account", "100000");
        System.setProperty("chatledger.limits.password-checks-per-address", "100000");
        System.setProperty("chatledger.limits.failed-log-ins-per-address", "100000");
        gateway = URI.create("http://127.0.0.1:" + system.start(data, InetAddress.getLoopbackAddress(), 0,
                managementPort));
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

    /** Of what only those are asked who run it. */
    Client management() {
        return Client.of(URI.create("http://127.0.0.1:" + managementPort));
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
}
