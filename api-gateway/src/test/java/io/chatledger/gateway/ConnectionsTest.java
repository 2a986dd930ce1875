package io.chatledger.gateway;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** API4:2023 Unrestricted Resource Consumption: one client who takes all connections. */
class ConnectionsTest extends GatewayTest {

    private static final String HOME = "127.0.0.1";
    private static final String ELSEWHERE = "127.0.0.2";
    private static final int PATIENCE_MILLIS = 10_000;
    private static final String PROXY = "127.0.0.3";

    private final List<Socket> held = new ArrayList<>();

    @AfterEach
    void hangUp() throws IOException {
        for (Socket each : held) {
            each.close();
        }
    }

    @Test
    void anAddressMayHoldSoManyConnectionsAndOneMoreWhenOneHasEnded() throws Exception {
        try (var fair = gateway("--chatledger.gateway.connections-per-address=3")) {
            for (int i = 0; i < 3; i++) {
                assertThat(isAnswered(fair, HOME)).isTrue();
            }
            assertThat(isAnswered(fair, HOME)).isFalse();
            assertThat(isAnswered(fair, ELSEWHERE)).isTrue();

            held.removeFirst().close();

            await().until(() -> isAnswered(fair, HOME));
            assertThat(isAnswered(fair, HOME)).isFalse();
        }
    }

    @Test
    void aTrustedProxyComesForManyClients() throws Exception {
        try (var fair = gateway(
                "--chatledger.gateway.connections-per-address=1",
                "--chatledger.gateway.trusted-proxies=10.0.0.0/8," + PROXY)) {
            for (int i = 0; i < 3; i++) {
                assertThat(isAnswered(fair, PROXY)).isTrue();
            }
        }
    }

    @Test
    void withoutLimitsNoConnectionIsCounted() throws Exception {
        try (var unlimited =
                gateway("--chatledger.gateway.connections-per-address=1", "--chatledger.rate-limits=off")) {
            for (int i = 0; i < 3; i++) {
                assertThat(isAnswered(unlimited, HOME)).isTrue();
            }
        }
    }

    private static Gateway gateway(String... settings) {
        return new Gateway(command.url(), query.url(), settings);
    }

    /** Holds the connection if it is. */
    private boolean isAnswered(Gateway gateway, String from) throws IOException {
        var socket = new Socket();
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.bind(new InetSocketAddress(from, 0));
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), gateway.port()));
        try {
            socket.getOutputStream().write("HEAD /openapi.yaml HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(ISO_8859_1));
            if (socket.getInputStream().read() >= 0) {
                held.add(socket);
                return true;
            }
        } catch (SocketException reset) {
            // Refused, too.
        }
        socket.close();
        return false;
    }
}
