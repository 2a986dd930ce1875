package io.chatledger.standalone;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The page in a real browser, against the whole system: what is in {@code web/browser}. */
@Execution(ExecutionMode.CONCURRENT)
class BrowserTest {

    @Test
    void peopleCanDoInItWhatTheyCameFor() throws Exception {
        Browser browser = Browser.installed();
        try (var system = new SystemWithProvider()) {
            HttpServer restarter = restarter(system);
            try {
                browser.run(
                        system.serving(),
                        Map.of("RESTART_URL", "http://127.0.0.1:" + restarter.getAddress().getPort()));
            } finally {
                restarter.stop(0);
            }
        }
    }

    /** Restarts the system when it is called, and answers when that is done. */
    private static HttpServer restarter(SystemWithProvider system) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", call -> {
            try (call) {
                system.serving().program().terminate();
                system.serving().start();
                call.sendResponseHeaders(204, -1);
            }
        });
        server.start();
        return server;
    }
}
