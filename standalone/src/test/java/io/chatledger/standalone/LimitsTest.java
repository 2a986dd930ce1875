package io.chatledger.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chatledger.api.ErrorCode;
import io.chatledger.standalone.ScriptedProvider.Model;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** API4:2023 Unrestricted Resource Consumption, from the outside. */
@ExtendWith(SharedSystems.class)
class LimitsTest {

    private static final int MESSAGES_A_MINUTE = 300;
    private static final int STREAMS_AT_ONCE = 4;
    private static final int SLOW_CONNECTIONS = 200;
    private static final int ROUNDS = 20;
    private static final Duration NORMAL = Duration.ofSeconds(10);

    @Test
    void anAccountMaySend300MessagesAMinuteInWhateverDialect(OneProcess system) {
        User user = system.newUser();
        Client keyHolder = system.client().with("Authorization", "Bearer " + user.newKey());
        Client json = user.client().with("Content-Type", "application/json");

        Answer answer = nonsense(json, "/api/chat").expectProblem(ErrorCode.INVALID_REQUEST);
        assertThat(answer.header("RateLimit")).startsWith("\"messages\";r=" + (MESSAGES_A_MINUTE - 1) + ";t=");
        int sent = 1;
        Answer last = answer;
        while (last.status() == 400) {
            last = nonsense(json, "/api/chat");
            sent++;
        }

        // Five come back each second.
        assertThat(sent).isGreaterThan(MESSAGES_A_MINUTE).isLessThan(2 * MESSAGES_A_MINUTE);
        last.expectProblem(ErrorCode.RATE_LIMITED);
        assertThat(last.header("Retry-After")).isEqualTo("1");
        assertThat(last.header("RateLimit-Policy")).isEqualTo("\"messages\";q=300;w=60");
        await("the key counts for the same account").until(() -> {
            nonsense(json, "/api/chat");
            Answer refused = nonsense(keyHolder.with("Content-Type", "application/json"), "/v1/chat/completions");
            return refused.status() == 429
                    && refused.json().at("/error/code").asString().equals("rate_limit_exceeded");
        });
        assertThat(user.tokens()).isEqualTo(User.WELCOME_TOKENS);
        system.newUser().chat("Hello").expect(200);
    }

    @Test
    void anAccountMayHaveFourAnswersStreamedAtOnce(SystemWithProvider system) {
        User user = system.newUser();
        List<OpenChat> open = new ArrayList<>();
        for (int i = 0; i < STREAMS_AT_ONCE; i++) {
            open.add(OpenChat.send(user, "stream " + i + " of " + user.id(), Model.PATIENT));
            open.getLast().readUntil("delta");
        }

        Answer refused = user.stream("one more", Model.STEADY.id()).expectProblem(ErrorCode.RATE_LIMITED);
        assertThat(refused.headers().allValues("RateLimit-Policy"))
                .contains("\"streams\";q=4;qu=\"concurrent-requests\"");
        Answer openAi = user.client().post("/v1/chat/completions", Map.of(
                "model", Model.STEADY.id(), "stream", true,
                "messages", List.of(Map.of("role", "user", "content", "one more"))));
        assertThat(openAi.expect(429).json().at("/error/code").asString()).isEqualTo("rate_limit_exceeded");
        user.chat("whole", Model.STEADY.id()).expect(200);
        system.newUser().stream("of somebody else", Model.STEADY.id()).expect(200);

        open.removeFirst().close();
        await("one has ended").until(() -> user.stream("one more", Model.STEADY.id()).status() == 200);
        open.forEach(OpenChat::close);
    }

    @Test
    void fourHundredSlowClientsDoNotKeepOthersFromBeingAnswered(OneProcess system) throws IOException {
        User user = system.newUser();
        List<Socket> slow = new ArrayList<>();
        for (int i = 0; i < SLOW_CONNECTIONS; i++) {
            slow.add(connect(system, "GET /api/tokens HTTP/1.1\r\nHost: x\r\nX-Slow: "));
            slow.add(connect(system, "POST /api/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                    + "Content-Length: 200000\r\n\r\n"));
        }
        for (int i = 0; i < ROUNDS; i++) {
            for (Socket each : slow) {
                each.getOutputStream().write(' ');
            }
            Instant before = Instant.now();
            user.chat("Hello").expect(200);
            user.client().get("/api/tokens").expect(200);
            assertThat(Duration.between(before, Instant.now())).isLessThan(NORMAL);
        }
        for (Socket each : slow) {
            each.close();
        }
    }

    private static Answer nonsense(Client client, String path) {
        return client.send("POST", path, BodyPublishers.ofString("{"));
    }

    private static Socket connect(OneProcess system, String start) throws IOException {
        var socket = new Socket(system.gateway().getHost(), system.gateway().getPort());
        socket.getOutputStream().write(start.getBytes(StandardCharsets.ISO_8859_1));
        return socket;
    }
}
