package io.chatledger.command.provider;

import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.equalToJson;
import static com.github.tomakehurst.wiremock.client.WireMock.matchingJsonPath;
import static com.github.tomakehurst.wiremock.client.WireMock.ok;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import io.chatledger.command.Api.Answer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The ways in which providers of this world answer, and the reply that it must come to, whole and streamed. */
class ProviderAnswersTest extends WithScriptedProviders {

    private static final String EVENT_STREAM = "text/event-stream";
    private static final String HEL = delta("Hel");
    private static final String LO = delta("lo");
    private static final String STOP = finish("stop");

    /**
     * A row.
     *
     * @param sent what the provider sends
     * @param told what must come of it
     */
    record Row(String name, byte[] sent, Told told) {

        @Override
        public String toString() {
            return name;
        }
    }

    /** A reply as a client of OpenAI's API reads it. */
    record Told(String content, String refusal, String reasoning, String finishReason) {

        static Told hello() {
            return new Told("Hello", null, null, "stop");
        }

        static Told text(String content) {
            return new Told(content, null, null, "stop");
        }

        static Told finish(String reason) {
            return new Told("Hello", null, null, reason);
        }
    }

    static List<Row> replies() {
        String whole = events(HEL, LO, STOP, usage(7, 2), "[DONE]");
        String longText = "x".repeat(150_000);
        return List.of(
                row("lines that end with CRLF", whole.replace("\n", "\r\n"), Told.hello()),
                row("lines that end with CR", whole.replace('\n', '\r'), Told.hello()),
                row("no space after the colon", whole.replace("data: ", "data:"), Told.hello()),
                row("other fields and comments", ": hi\n\nretry: 10\n\n"
                        + whole.replace("data:", "id: 1\nevent: chunk\n: said\ndata:"), Told.hello()),
                row("a field without a colon", "data\n\n" + whole, Told.hello()),
                row("an event in several data lines", whole.replace(",\"", ",\ndata: \""), Told.hello()),
                row("a byte order mark at the beginning", "\uFEFF" + whole, Told.hello()),
                row("no blank line at the end", events(HEL, LO) + "data: " + STOP + "\n", Told.hello()),
                row("NUL and halves of a pair", events(delta("a\\u0000 \\ud83d"), delta("\\ude00 \\ud800 b"), STOP),
                        Told.text("a\uFFFD \uD83D\uDE00 \uFFFD b")),
                row("a line of 150 kB", events(delta(longText), STOP), Told.text(longText)),
                row("no choices in the first chunk", events("{\"choices\":[]}", HEL, LO, STOP), Told.hello()),
                row("only a role in the first chunk", events(
                        "{\"choices\":[{\"delta\":{\"role\":\"assistant\",\"content\":null}}]}", HEL, LO, STOP),
                        Told.hello()),
                row("the finish reason with the last content, and nothing after", events(
                        HEL, "{\"choices\":[{\"delta\":{\"content\":\"lo\"},\"finish_reason\":\"stop\"}]}"),
                        Told.hello()),
                row("an empty finish reason before the end", events(
                        HEL.replace("null}", "\"\"}"), LO, STOP), Told.hello()),
                row("content in parts", events(
                        content("[{\"type\":\"text\",\"text\":\"Hel\"},{\"type\":\"text\",\"text\":\"lo\"}]"), STOP),
                        Told.hello()),
                row("thinking in parts", events(
                        content("[{\"type\":\"thinking\",\"thinking\":\"Hm, \"}]"),
                        content("[{\"type\":\"thinking\",\"thinking\":[{\"type\":\"text\",\"text\":\"well\"}]},"
                                + "{\"type\":\"text\",\"text\":\"Hello\"}]"), STOP),
                        new Told("Hello", null, "Hm, well", "stop")),
                row("reasoning_content", events(
                        "{\"choices\":[{\"delta\":{\"reasoning_content\":\"Hm\",\"content\":null}}]}", HEL, LO, STOP),
                        new Told("Hello", null, "Hm", "stop")),
                row("reasoning", events("{\"choices\":[{\"delta\":{\"reasoning\":\"Hm\"}}]}", HEL, LO, STOP),
                        new Told("Hello", null, "Hm", "stop")),
                row("a refusal", events(
                        "{\"choices\":[{\"delta\":{\"refusal\":\"I can\"}}]}",
                        "{\"choices\":[{\"delta\":{\"refusal\":\"not.\"}}]}", STOP),
                        new Told(null, "I cannot.", null, "stop")),
                row("a filtered reply", events(HEL, LO, finish("content_filter")), Told.finish("content_filter")),
                row("a reply that was filtered wholly", events(finish("content_filter"), usage(7, 0)),
                        new Told("", null, null, "content_filter")),
                row("a reply that was all reasoning", events(
                        "{\"choices\":[{\"delta\":{\"reasoning\":\"Hm\"}}]}", finish("length")),
                        new Told("", null, "Hm", "length")),
                row("a reply that was cut", events(HEL, LO, finish("length")), Told.finish("length")),
                row("eos_token", events(HEL, LO, finish("eos_token")), Told.hello()),
                row("end_turn", events(HEL, LO, finish("end_turn")), Told.hello()),
                row("STOP", events(HEL, LO, finish("STOP")), Told.hello()),
                row("a finish reason that nobody knows", events(HEL, LO, finish("new_reason")),
                        Told.finish("new_reason")),
                row("two choices in one chunk", events(
                        "{\"choices\":[{\"index\":1,\"delta\":{\"content\":\"other\"}},"
                                + "{\"index\":0,\"delta\":{\"content\":\"Hello\"}}]}", STOP), Told.hello()),
                row("two choices in turns", events(
                        HEL, HEL.replace("\"index\":0", "\"index\":1"), LO, STOP.replace("\"index\":0", "\"index\":1"),
                        STOP), Told.hello()));
    }

    @ParameterizedTest
    @MethodSource("replies")
    void eachComesToTheReplyThatWasMeant(Row row) {
        answers(ok().withBody(row.sent()).withHeader("Content-Type", EVENT_STREAM));

        assertThat(whole(complete("flat", false))).isEqualTo(row.told());
        assertThat(streamed(complete("flat", true))).isEqualTo(row.told());

        assertBalance(3800);
        Told told = row.told();
        String reply = lastPayload("ReplyRecorded");
        JsonNode recorded = JsonMapper.shared().readTree(reply);
        assertThat(recorded.get("text").asString()).isEqualTo(told.content() == null ? told.refusal() : told.content());
        assertThat(recorded.path("reasoning").stringValue(null)).isEqualTo(told.reasoning());
        assertThat(recorded.has("refusal")).isEqualTo(told.refusal() != null);
    }

    @Test
    void aCompressedReplyIsRead() throws IOException {
        var compressed = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(compressed)) {
            gzip.write(events(HEL, LO, STOP, "[DONE]").getBytes(UTF_8));
        }
        answers(ok().withBody(compressed.toByteArray())
                .withHeader("Content-Type", EVENT_STREAM)
                .withHeader("Content-Encoding", "gzip"));

        assertThat(whole(complete("flat", false))).isEqualTo(Told.hello());
        assertThat(streamed(complete("flat", true))).isEqualTo(Told.hello());
    }

    @Test
    void aCharacterThatIsSplitBetweenPacketsIsPutTogether() {
        answers(ok(events(delta("H\u00e9llo \uD83D\uDE00"), STOP))
                .withHeader("Content-Type", EVENT_STREAM)
                .withChunkedDribbleDelay(70, 300));

        assertThat(streamed(complete("flat", true))).isEqualTo(Told.text("H\u00e9llo \uD83D\uDE00"));
    }

    @Test
    void aReplyIsGivenAgainWithAllItsParts() {
        answers(stream("{\"choices\":[{\"delta\":{\"reasoning\":\"Hm\"}}]}",
                "{\"choices\":[{\"delta\":{\"refusal\":\"No.\"}}]}", finish("own_word")));
        var told = new Told(null, "No.", "Hm", "own_word");

        for (int i = 0; i < 2; i++) {
            assertThat(whole(complete("flat", false, "Idempotency-Key", "once"))).isEqualTo(told);
            assertThat(streamed(complete("flat", true, "Idempotency-Key", "once"))).isEqualTo(told);
        }
        assertBalance(3900);
    }

    @Test
    void theHousesOwnDialectTellsRefusalsAsTextAndNoReasoning() {
        answers(stream("{\"choices\":[{\"delta\":{\"reasoning\":\"Hm\"}}]}",
                "{\"choices\":[{\"delta\":{\"refusal\":\"No.\"}}]}", STOP));

        assertThat(ask("flat").json().get("response").asString()).isEqualTo("No.");
        assertThat(askStreamed("flat")).contains("event: delta\ndata: {\"text\":\"No.\"}").doesNotContain("Hm");
    }

    // --- what it has used

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "1000000000000000000 | 1000000000000000000",
        "9223372036854775807 | 9223372036854775807",
        "99999999999999999999999 | 1",
        "10000001 | 1",
        "-1 | 5",
        "5 | -1",
        "1.5 | 2",
        "\"7\" | 2",
        "null | 2",
    })
    void aClaimThatCannotBeIsCountedByUs(String prompt, String completion) {
        answers(stream(delta("one two"), STOP,
                "{\"choices\":[],\"usage\":{\"prompt_tokens\":%s,\"completion_tokens\":%s}}".formatted(prompt,
                        completion)));

        Answer answer = complete("by-use", false);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().at("/usage/prompt_tokens").asLong()).isBetween(1L, 20L);
        assertThat(answer.json().at("/usage/completion_tokens").asLong()).isEqualTo(2);
        assertThat(lastPayload("TokensDebited")).contains("\"estimated\":true");
        assertThat(answer.json().at("/chatledger/tokens_deducted").asLong()).isBetween(5L, 30L);

        String streamed = complete("by-use", true).response().body();

        assertThat(streamed).contains("one two").endsWith("data: [DONE]\n\n");
        JsonNode debited = JsonMapper.shared().readTree(lastPayload("TokensDebited"));
        assertThat(debited.at("/usage/estimated").asBoolean()).isTrue();
        assertThat(debited.get("amount").asLong()).isBetween(5L, 30L);
        assertBalance(4000 - answer.json().at("/chatledger/tokens_deducted").asLong()
                - debited.get("amount").asLong());
    }

    @Test
    void theLargestClaimThatCanBeChargesTheHoldAndNoMore() {
        answers(stream(HEL, STOP,
                "{\"choices\":[],\"usage\":{\"prompt_tokens\":10000000,\"completion_tokens\":10000000}}"));

        long charged = complete("by-use", false).json().at("/chatledger/tokens_deducted").asLong();

        assertThat(charged).isEqualTo(held()).isLessThan(300);
        assertThat(lastPayload("TokensDebited")).contains("\"promptTokens\":10000000", "\"estimated\":false");
        assertBalance(4000 - charged);
    }

    @Test
    void ofSeveralClaimsTheLastCounts() {
        answers(stream(
                HEL.replace("\"usage\":null", "\"usage\":{\"prompt_tokens\":7,\"completion_tokens\":1}"),
                LO.replace("\"usage\":null", "\"usage\":{\"prompt_tokens\":7,\"completion_tokens\":2}"),
                STOP,
                "{\"choices\":[],\"usage\":null}"));

        assertThat(complete("by-use", false).json().at("/chatledger/tokens_deducted").asLong()).isEqualTo(7 + 2 * 2);
    }

    @Test
    void theDetailsOfAUseAreRecordedPricedAndPassedOn() {
        answers(stream(HEL, STOP, """
                {"choices":[],"usage":{"prompt_tokens":70,"completion_tokens":9,
                 "prompt_tokens_details":{"cached_tokens":50,"audio_tokens":null},
                 "completion_tokens_details":{"reasoning_tokens":4,"audio_tokens":99}}}""".replace("\n", "")));

        Answer answer = complete("cached", false);

        // 20 at 1, 50 at 0.1, 9 at 2.
        assertThat(answer.json().at("/chatledger/tokens_deducted").asLong()).isEqualTo(20 + 5 + 18);
        assertThat(answer.json().get("usage")).isEqualTo(JsonMapper.shared().readTree("""
                {"prompt_tokens": 70, "completion_tokens": 9, "total_tokens": 79,
                 "prompt_tokens_details": {"cached_tokens": 50, "audio_tokens": 0},
                 "completion_tokens_details": {"reasoning_tokens": 4, "audio_tokens": 0}}"""));
        assertThat(lastPayload("TokensDebited")).contains("\"cachedPromptTokens\":50", "\"reasoningTokens\":4");
        assertThat(lastPayload("TokensHeld")).contains("1000 for 1000 prompt tokens (100 for cached ones), 2000 for");
    }

    @Test
    void newerModelsAreToldTheMostUnderItsNewName() {
        answers(stream(HEL, STOP));

        assertThat(ask("newest").status()).isEqualTo(200);

        PROVIDER.verify(1, postRequestedFor(urlEqualTo("/v1/chat/completions"))
                .withRequestBody(matchingJsonPath("$.max_completion_tokens", equalTo("4096")))
                .withRequestBody(matchingJsonPath("$[?(!@.max_tokens)]")));
    }

    @Test
    void whatTunesAnAnswerGoesToTheProviderAsItCame() {
        answers(stream(HEL, LO, STOP));
        String tuning = """
                {"temperature": 0, "top_p": 0.25, "seed": 7, "frequency_penalty": -1.5, "presence_penalty": 2,
                 "stop": [".", "!"], "logit_bias": {"50256": -100}, "reasoning_effort": "low", "verbosity": "low",
                 "top_k": 40, "min_p": 0.1, "repetition_penalty": 1.1, "user": "ada", "metadata": {"a": "b"},
                 "safety_identifier": "c", "prompt_cache_key": "d", "of_this_provider": {"deep": [1]}}""";

        assertThat(whole(completeWith(tuning))).isEqualTo(Told.hello());

        PROVIDER.verify(1, postRequestedFor(urlEqualTo("/v1/chat/completions"))
                .withRequestBody(equalToJson("""
                        {"model": "flat", "messages": [{"role": "user", "content": "hi"}], "max_tokens": 4096,
                         "stream": true, "stream_options": {"include_usage": true},""" + tuning.substring(1))));
    }

    @Test
    void whatIsForTheOperatorToChooseIsRefusedByName() {
        Answer refused = completeWith("{\"plugins\": [1]}");

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.json().at("/error/param").asString()).isEqualTo("plugins");
        assertThat(refused.json().at("/error/code").asString()).isEqualTo("unsupported_parameter");
        assertBalance(4000);
    }

    @Test
    void anotherTuningIsAnotherRequest() {
        answers(stream(HEL, LO, STOP));

        assertThat(completeWith("{\"temperature\": 0}", "Idempotency-Key", "k").status()).isEqualTo(200);
        assertThat(completeWith("{\"temperature\": 0.0}", "Idempotency-Key", "k").status()).isEqualTo(422);
        assertThat(completeWith("{\"temperature\": 0}", "Idempotency-Key", "k").status()).isEqualTo(200);
        assertBalance(3900);
    }

    @Test
    void whereNoModelIsNamedTheFirstThatIsConfiguredAnswers() {
        answers(stream(HEL, LO, STOP));

        Answer answer = api.post("/api/chat", user, Map.of("message", "hi"));

        assertThat(answer.json().get("model").asString()).isEqualTo("flat");
        assertThat(answer.json().get("response").asString()).isEqualTo("Hello");
    }

    @ParameterizedTest
    @ValueSource(strings = {"vendor/model-7b:free", "vendor/model-7b%3Afree"})
    void aModelWithSlashAndColonInItsNameIsFoundHoweverItsPathIsWritten(String path) {
        Answer model = api.send("GET", "/v1/models/" + path, user, null);

        assertThat(model.status()).isEqualTo(200);
        assertThat(model.json().get("id").asString()).isEqualTo("vendor/model-7b:free");
        answers(stream(HEL, LO, STOP));
        assertThat(complete("vendor/model-7b:free", false).json().get("model").asString())
                .isEqualTo("vendor/model-7b:free");
    }

    // --- no replies

    static List<Row> failures() {
        return List.of(
                row("an error in the middle", events(HEL, "{\"error\":{\"message\":\"overloaded\"}}", STOP), null),
                row("an error as its finish reason", events(HEL, finish("error")), null),
                row("an empty reply with usage", events(STOP, usage(7, 0), "[DONE]"), null),
                row("no end", events(HEL, LO), null),
                row("a line that is cut off", events(HEL) + "data: " + STOP, null),
                row("a line without end", "data: " + "x".repeat((1 << 20) + 1) + "\n\n", null),
                row("data lines without end", ("data: " + "x".repeat(1 << 19) + "\n").repeat(3) + "\n", null),
                row("nothing", "", null));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void whatIsNoReplyCostsNothing(Row row) {
        answers(ok().withBody(row.sent()).withHeader("Content-Type", EVENT_STREAM));

        Answer whole = complete("flat", false);
        assertThat(whole.status()).isEqualTo(502);
        assertThat(whole.json().at("/error/code").asString()).isEqualTo("provider_failed");
        assertThat(complete("flat", true).response().body()).contains("\"code\":\"provider_failed\"");
        assertBalance(4000);
    }

    @Test
    void anErrorWithStatus200OrAnUnknownEncodingIsNoReply() {
        ResponseDefinitionBuilder error = ok("{\"error\":{\"message\":\"m\",\"code\":400}}");
        for (ResponseDefinitionBuilder answer : List.of(
                error.withHeader("Content-Type", "application/json"),
                stream(HEL, STOP).withHeader("Content-Encoding", "br"))) {
            answers(answer);
            assertFailed(502, "PROVIDER_FAILED");
            assertThat(complete("flat", true).status()).isEqualTo(502);
        }
        assertBalance(4000);
    }

    // --- the words of these tests

    private static Row row(String name, String sent, Told told) {
        return new Row(name, sent.getBytes(UTF_8), told);
    }

    private static String content(String content) {
        return "{\"choices\":[{\"delta\":{\"content\":" + content + "}}]}";
    }

    private long held() {
        return JsonMapper.shared().readTree(lastPayload("TokensHeld")).get("amount").asLong();
    }

    private Answer complete(String model, boolean streamed, String... headers) {
        return api.send("POST", "/v1/chat/completions", user, """
                {"model": "%s", "stream": %b, "messages": [{"role": "user", "content": "hi"}]}
                """.formatted(model, streamed), headers);
    }

    private Answer completeWith(String fields, String... headers) {
        return api.send("POST", "/v1/chat/completions", user, """
                {"model": "flat", "messages": [{"role": "user", "content": "hi"}],""" + fields.substring(1), headers);
    }

    private String askStreamed(String model) {
        return api.send("POST", "/api/chat", user, "{\"message\": \"hi\", \"model\": \"" + model + "\"}",
                        "Accept", EVENT_STREAM)
                .response()
                .body();
    }

    private static Told whole(Answer answer) {
        assertThat(answer.status()).as(answer.response().body()).isEqualTo(200);
        JsonNode choice = answer.json().at("/choices/0");
        return new Told(
                choice.at("/message/content").stringValue(null),
                choice.at("/message/refusal").stringValue(null),
                choice.at("/message/reasoning_content").stringValue(null),
                choice.at("/finish_reason").asString());
    }

    private static Told streamed(Answer answer) {
        assertThat(answer.response().body()).endsWith("data: [DONE]\n\n");
        var content = new StringBuilder();
        var refusal = new StringBuilder();
        var reasoning = new StringBuilder();
        String finish = null;
        for (String event : answer.response().body().split("\n\n")) {
            if (event.startsWith("data: {")) {
                JsonNode choice = JsonMapper.shared().readTree(event.substring("data: ".length())).at("/choices/0");
                content.append(choice.at("/delta/content").asString(""));
                refusal.append(choice.at("/delta/refusal").asString(""));
                reasoning.append(choice.at("/delta/reasoning_content").asString(""));
                finish = choice.at("/finish_reason").asString(finish);
            }
        }
        return new Told(
                refusal.isEmpty() ? content.toString() : null,
                refusal.isEmpty() ? null : refusal.toString(),
                reasoning.isEmpty() ? null : reasoning.toString(),
                finish);
    }
}
