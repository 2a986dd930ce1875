package io.chatledger.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** Runs what is in {@code web/browser}, in the Chromium of this machine, against a system. */
final class Browser {

    private static final Path WEB = Path.of("..", "web");
    private static final Path PLAYWRIGHT = WEB.resolve(Path.of("node_modules", "@playwright", "test", "cli.js"));
    private static final Path PAGE = WEB.resolve(Path.of("target", "classes", "page", "index.html"));
    private static final long END_WITHIN_MINUTES = 15;
    private static final int MAX_LINES_OF_FAILURES = 120;

    private final String chromium;

    private Browser(String chromium) {
        this.chromium = chromium;
    }

    /** Aborts the test, loudly, where there is no page or no browser. */
    static Browser installed() {
        String chromium = Optional.ofNullable(System.getenv("CHROMIUM")).orElse("/usr/bin/chromium");
        if (!Files.exists(PAGE) || !Files.exists(PLAYWRIGHT) || !Files.isExecutable(Path.of(chromium))) {
            skip("it needs the page, built with Node, and Chromium at /usr/bin/chromium or where CHROMIUM says");
        }
        return new Browser(chromium);
    }

    /** @param environment of the tests */
    void run(Serving serving, Map<String, String> environment) throws InterruptedException {
        List<String> command = new ArrayList<>(List.of("node", PLAYWRIGHT.toAbsolutePath().toString(), "test"));
        Optional.ofNullable(System.getenv("BROWSER_TESTS")).ifPresent(some -> command.addAll(List.of("--grep", some)));
        var browser = new ProcessBuilder(command)
                .directory(WEB.toFile())
                .redirectErrorStream(true);
        browser.environment().put("CHROMIUM", chromium);
        browser.environment().put("BASE_URL", "http://127.0.0.1:" + serving.port());
        browser.environment().put("ADMIN_PASSWORD", Serving.printedPassword(serving.output()));
        browser.environment().putAll(environment);
        Process running = start(browser);
        var said = new ArrayList<String>();
        // Through this process's own output, which is how Surefire hears of the tests, too.
        Thread reading = Thread.ofVirtual().start(() -> running.inputReader().lines().forEach(line -> {
            System.out.println(line);
            said.add(line);
        }));
        try {
            assertThat(running.waitFor(END_WITHIN_MINUTES, TimeUnit.MINUTES)).as("has ended").isTrue();
        } finally {
            running.descendants().forEach(ProcessHandle::destroyForcibly);
            running.destroyForcibly();
        }
        reading.join();
        assertThat(running.exitValue())
                .as("what Playwright says of those that failed:%n%s", failures(said))
                .isZero();
    }

    /** From the first failure on, which its list reporter begins with {@code 1) [project]}. */
    private static String failures(List<String> said) {
        return said.stream()
                .dropWhile(line -> !line.stripLeading().startsWith("1) ["))
                .limit(MAX_LINES_OF_FAILURES)
                .collect(Collectors.joining("\n"));
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
