package io.chatledger.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.chatledger.api.ErrorCode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Everything that the sides tell somebody, in one archive. */
class ExportTest extends GatewayTest {

    private static final String PATH = "/api/user/export";

    @Test
    void itHasEveryPageAndEachConversationAsAText() throws Exception {
        query.answers((call, side) -> {
            switch (call.target()) {
                case "/api/user/profile" -> side.json("{\"username\":\"ada\"}");
                case "/api/user/acts?limit=200" ->
                    side.json("{\"results\":[{\"reason\":\"spam\"}],\"next\":\"a_1\"}");
                case "/api/user/acts?limit=200&before=a_1" ->
                    side.json("{\"results\":[{\"reason\":\"gift\"}],\"next\":null}");
                case "/api/tokens/history?limit=200" -> side.json("{\"results\":[1],\"next\":\"n_1\"}");
                case "/api/tokens/history?limit=200&before=n_1" -> side.json("{\"results\":[2],\"next\":null}");
                case "/api/conversations?limit=200" ->
                    side.json("{\"results\":[{\"id\":\"a\"},{\"id\":\"gone\"}],\"next\":null}");
                case "/api/conversations?archived=true&limit=200" ->
                    side.json("{\"results\":[{\"id\":\"b\"}],\"next\":null}");
                case "/api/conversations/a/text" -> side.json("# A");
                case "/api/conversations/b/text" -> side.json("# B");
                case "/api/conversations/gone/text" -> side.json(404, "{}");
                default -> throw new AssertionError(call.target());
            }
        });

        HttpResponse<byte[]> response = export(bearer);

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type")).hasValue("application/zip");
        assertThat(response.headers().firstValue("Content-Disposition"))
                .hasValue("attachment; filename=\"chatledger-export.zip\"");
        assertThat(entries(response.body())).containsExactlyEntriesOf(mapOf(
                "profile.json", "{\"username\":\"ada\"}",
                "keys.json", "{\"path\":\"/api/user/keys\"}",
                "sessions.json", "{\"path\":\"/api/user/sessions\"}",
                "acts.json", "{\"results\":[{\"reason\":\"spam\"},{\"reason\":\"gift\"}]}",
                "statement-1.json", "{\"results\":[1],\"next\":\"n_1\"}",
                "statement-2.json", "{\"results\":[2],\"next\":null}",
                "conversations-1.json", "{\"results\":[{\"id\":\"a\"},{\"id\":\"gone\"}],\"next\":null}",
                "conversations/a.md", "# A",
                "archived-conversations-1.json", "{\"results\":[{\"id\":\"b\"}],\"next\":null}",
                "conversations/b.md", "# B"));
        assertThat(query.calls()).allSatisfy(call -> assertThat(call.header("Authorization")).isEqualTo(bearer));
        assertThat(command.calls()).allSatisfy(call -> assertThat(call.header("Authorization")).isEqualTo(bearer));
    }

    @ParameterizedTest
    @CsvSource({"400, INVALID_REQUEST", "401, UNAUTHENTICATED", "403, SUSPENDED"})
    void whatTheSideRefusesIsRefused(int status, String code) throws Exception {
        query.answers((call, side) -> side.json(status, "{\"code\":\"" + code + "\"}"));

        HttpResponse<String> response = gateway.get(PATH, "Authorization", bearer);

        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(body(response).get("code").asString()).isEqualTo(code);
    }

    @Test
    void aStrangerAndAnUnknownParameterAreRefusedByTheGateway() throws Exception {
        assertProblem(gateway.get(PATH), ErrorCode.UNAUTHENTICATED);
        assertProblem(gateway.get(PATH + "?format=zip", "Authorization", bearer), ErrorCode.INVALID_REQUEST);
        assertThat(query.calls()).isEmpty();
    }

    /** Longer than what is held back before the first byte is sent. */
    @Test
    void whatFailsInTheMiddleBreaksOffTheArchive() throws Exception {
        query.answers((call, side) -> {
            if (call.target().equals("/api/user/profile")) {
                side.json(random(200_000));
            } else {
                side.json(503, "{}");
            }
        });

        assertThatThrownBy(() -> export(bearer)).isInstanceOf(IOException.class);
    }

    @Test
    void noMoreAreMadeAtOnceThanAreAllowed() throws Exception {
        var goOn = new CountDownLatch(1);
        query.answers((call, side) -> {
            goOn.await();
            side.json(401, "{}");
        });
        var first = CompletableFuture.supplyAsync(this::quietly);
        await().until(() -> query.calls().size() == 1);

        HttpResponse<String> second = gateway.get(PATH, "Authorization", bearer);
        goOn.countDown();

        assertProblem(second, ErrorCode.RATE_LIMITED);
        assertThat(second.headers().firstValue("Retry-After")).hasValue("10");
        assertThat(first.join()).isEqualTo(401);
        assertThat(quietly()).isEqualTo(401);
    }

    private int quietly() {
        try {
            return export(bearer).statusCode();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /** Not to be compressed. */
    private static String random(int characters) {
        return new Random(1).ints(characters, 'a', 'z').collect(
                StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append).toString();
    }

    private HttpResponse<byte[]> export(String authorization) throws Exception {
        var request = gateway.request("GET", PATH, BodyPublishers.noBody(), "Authorization", authorization).build();
        return gateway.client().send(request, BodyHandlers.ofByteArray());
    }

    private static Map<String, String> entries(byte[] archive) throws IOException {
        var entries = new LinkedHashMap<String, String>();
        try (var zip = new ZipInputStream(new ByteArrayInputStream(archive))) {
            for (ZipEntry entry; (entry = zip.getNextEntry()) != null; ) {
                entries.put(entry.getName(), new String(zip.readAllBytes(), UTF_8));
            }
        }
        return entries;
    }

    private static Map<String, String> mapOf(String... namesAndTexts) {
        var map = new LinkedHashMap<String, String>();
        for (int i = 0; i < namesAndTexts.length; i += 2) {
            map.put(namesAndTexts[i], namesAndTexts[i + 1]);
        }
        return map;
    }
}
