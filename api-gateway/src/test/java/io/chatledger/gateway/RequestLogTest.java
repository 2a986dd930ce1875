package io.chatledger.gateway;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Each request has one line in the log, and it says nothing about people but the id of the account. */
class RequestLogTest extends GatewayTest {

    private static final Logger LOG = (Logger) LoggerFactory.getLogger("io.chatledger.access");

    private final Lines lines = new Lines();

    @BeforeEach
    void listen() {
        lines.setContext(LOG.getLoggerContext());
        lines.start();
        LOG.addAppender(lines);
    }

    @AfterEach
    void leave() {
        LOG.detachAppender(lines);
        LOG.setLevel(null);
    }

    @Test
    void aLineSaysWhatWasAskedByWhomAndHowItEnded() throws Exception {
        String caller = UUID.randomUUID().toString();
        HttpResponse<String> answer = gateway.get(
                "/api/chat/0193-secret/receipt?name=secret",
                "Authorization", "Bearer " + issuer.token(claims -> claims.subject(caller)));

        ILoggingEvent line = theOnlyLine();
        assertThat(line.getFormattedMessage())
                .matches("GET /api/chat/\\{id}/receipt 200 in \\d+ ms for " + caller);
        assertThat(line.getMDCPropertyMap())
                .containsEntry("trace_id", answer.headers().firstValue("X-Request-Id").orElseThrow());
        assertThat(line.getKeyValuePairs()).extracting(pair -> pair.key)
                .containsExactly("method", "route", "status", "duration_millis", "account_id");
    }

    @Test
    void anAliasIsToldByTheRouteThatItStandsFor() throws Exception {
        gateway.post("/register", "{}");

        assertThat(theOnlyLine().getFormattedMessage()).startsWith("POST /api/register 200 in ").endsWith(" for -");
    }

    @Test
    void whatIsRefusedAtTheDoorHasALineToo() throws Exception {
        gateway.get("/api/tokens");
        assertThat(theOnlyLine().getFormattedMessage()).startsWith("GET /api/tokens 401 in ").endsWith(" for -");

        lines.all.clear();
        gateway.get("/api/tokens", "Authorization", "Bearer secret");
        assertThat(theOnlyLine().getFormattedMessage()).startsWith("GET /api/tokens 401 in ").endsWith(" for -");
    }

    @Test
    void aWordOfTheClientsOwnChoiceIsNotRepeated() throws Exception {
        gateway.get("/secret/of/somebody?secret");
        assertThat(theOnlyLine().getFormattedMessage()).startsWith("GET - 404 in ");

        lines.all.clear();
        gateway.send(gateway.request("SECRET", "/api/tokens", BodyPublishers.noBody()));
        assertThat(theOnlyLine().getFormattedMessage()).startsWith("- ").doesNotContain("SECRET");
    }

    @Test
    void whatTomcatCannotReadHasALineToo() throws Exception {
        try (var client = gateway.connect("GET /secret\\ HTTP/1.1\r\n\r\n")) {
            assertThat(client.getInputStream().read()).isPositive();
        }
        assertThat(theOnlyLine().getFormattedMessage()).contains(" - 400 in ").doesNotContain("secret");
    }

    @Test
    void theHealthCheckHasNoneAndTheLevelIsASetting() throws Exception {
        gateway.health("");
        LOG.setLevel(Level.WARN);
        // A line is written before the connection ends, but perhaps after the answer has come.
        try (var client = gateway.connect("GET /api/tokens HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")) {
            assertThat(new String(client.getInputStream().readAllBytes(), ISO_8859_1)).contains(" 401 ");
        }
        LOG.setLevel(null);
        gateway.get("/docs");

        assertThat(theOnlyLine().getFormattedMessage()).startsWith("GET /docs");
    }

    private ILoggingEvent theOnlyLine() {
        await().until(() -> !lines.all.isEmpty());
        assertThat(lines.all).hasSize(1);
        return lines.all.getFirst();
    }

    private static final class Lines extends AppenderBase<ILoggingEvent> {

        private final List<ILoggingEvent> all = new CopyOnWriteArrayList<>();

        @Override
        protected void append(ILoggingEvent line) {
            line.getMDCPropertyMap();
            all.add(line);
        }
    }
}
