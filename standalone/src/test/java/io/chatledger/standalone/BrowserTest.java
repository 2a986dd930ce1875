package io.chatledger.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The page in a real browser, against the whole system: what is in {@code web/browser}. */
@Execution(ExecutionMode.CONCURRENT)
class BrowserTest {

    private static final Path WEB = Path.of("..", "web");
    private static final Path PLAYWRIGHT = WEB.resolve(Path.of("node_modules", "@playwright", "test", "cli.js"));
    private static final Path PAGE = WEB.resolve(Path.of("target", "classes", "page", "index.html"));
    private static final long END_WITHIN_MINUTES = 15;

    @Test
    void peopleCanDoInItWhatTheyCameFor() throws Exception {
        String chromium = Optional.ofNullable(System.getenv("CHROMIUM")).orElse("/usr/bin/chromium");
        if (!Files.exists(PAGE) || !Files.exists(PLAYWRIGHT) || !Files.isExecutable(Path.of(chromium))) {
            skip("it needs the page, built with Node, and Chromium at /usr/bin/chromium or where CHROMIUM says");
        }
        try (var system = new SystemWithProvider()) {
            tryIt(system, chromium);
        }
    }

    private static void tryIt(SystemWithProvider system, String chromium) throws Exception {
        var browser = new ProcessBuilder("node", PLAYWRIGHT.toAbsolutePath().toString(), "test")
                .directory(WEB.toFile())
                .redirectErrorStream(true);
        browser.environment().put("CHROMIUM", chromium);
        browser.environment().put("BASE_URL", "http://127.0.0.1:" + system.serving().port());
        browser.environment().put("ADMIN_PASSWORD", Serving.printedPassword(system.serving().output()));
        HttpServer restarter = restarter(system);
        browser.environment().put("RESTART_URL", "http://127.0.0.1:" + restarter.getAddress().getPort());
        Process running = start(browser);
        // Through this process's own output, which is how Surefire hears of the tests, too.
        Thread.ofVirtual().start(() -> running.inputReader().lines().forEach(System.out::println));
        try {
            assertThat(running.waitFor(END_WITHIN_MINUTES, TimeUnit.MINUTES)).as("has ended").isTrue();
        } finally {
            running.descendants().forEach(ProcessHandle::destroyForcibly);
            running.destroyForcibly();
            restarter.stop(0);
        }
        assertThat(running.exitValue()).as("what Playwright says is above").isZero();
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

    private static Process start(ProcessBuilder browser) {
        try {
            return browser.start();
        } catch (IOException noNode) {
            return skip("it needs Node");
        }
    }

    private static Process skip(String reason) {
        System.out.println("[WARNING] THE PAGE IS NOT TRIED IN A BROWSER: " + reason + ".");
        return abort(reason);
    }
}
