package io.chatledger.command.provider;

import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static org.assertj.core.api.Assertions.assertThat;

import io.chatledger.api.Finish;
import io.chatledger.command.Api.Answer;
import io.chatledger.command.chat.More;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Answers that are more than the words of one: each comes back as it came, whole and streamed, and is recorded. */
class MoreThanWordsTest extends WithScriptedProviders {

    private static final JsonMapper JSON = JsonMapper.shared();

    /**
     * @param sent    by the provider
     * @param choices that are meant, in the form of a whole completion
     */
    private record Row(String name, List<String> sent, int n, String choices) {

        @Override
        public String toString() {
            return name;
        }
    }

    static List<Row> answers() {
        return List.of(
                new Row("two calls of tools in deltas", List.of(
                        delta0("{\"role\":\"assistant\",\"content\":null,\"tool_calls\":[{\"index\":0,"
                                + "\"id\":\"call_1\","
                                + "\"type\":\"function\",\"function\":{\"name\":\"look\",\"arguments\":\"\"}}]}"),
                        delta0("{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\"{\\\"at\\\":\"}}]}"),
                        delta0("{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\"\\\"\\ud83d\"}}]}"),
                        delta0("{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\"\\ude00\\\"}\"}}]}"),
                        delta0("{\"tool_calls\":[{\"index\":1,\"id\":\"call_2\",\"type\":\"function\","
                                + "\"function\":{\"name\":\"look\",\"arguments\":\"{}\"}}]}"),
                        finish("tool_calls"), usage(7, 3)), 1, """
                        [{"index": 0, "message": {"role": "assistant", "content": null, "refusal": null, "tool_calls": [
                          {"id": "call_1", "type": "function",
                           "function": {"name": "look", "arguments": "{\\"at\\":\\"\uD83D\uDE00\\"}"}},
                          {"id": "call_2", "type": "function", "function": {"name": "look", "arguments": "{}"}}]},
                          "logprobs": null, "finish_reason": "tool_calls"}]"""),
                new Row("calls of tools whole and without numbers, after words and thoughts", List.of(
                        delta0("{\"role\":\"assistant\",\"reasoning_content\":\"Hm\"}"),
                        delta("Let me see."),
                        delta0("{\"tool_calls\":[{\"id\":\"a\",\"type\":\"function\",\"function\":{\"name\":\"f\","
                                + "\"arguments\":\"{}\"}}]}"),
                        delta0("{\"tool_calls\":[{\"id\":\"b\",\"type\":\"function\",\"function\":{\"name\":\"g\","
                                + "\"arguments\":\"{\\\"x\\\":\\\"\\u0000\\\"}\"}}]}"),
                        finish("stop")), 1, """
                        [{"index": 0, "message": {"role": "assistant", "content": "Let me see.", "refusal": null,
                          "reasoning_content": "Hm", "tool_calls": [
                          {"id": "a", "type": "function", "function": {"name": "f", "arguments": "{}"}},
                          {"id": "b", "type": "function",
                           "function": {"name": "g", "arguments": "{\\"x\\":\\"\uFFFD\\"}"}}]},
                          "logprobs": null, "finish_reason": "stop"}]"""),
                new Row("calls of tools that tell their name again with each piece", List.of(
                        delta0("{\"tool_calls\":[{\"index\":0,\"id\":\"a\",\"function\":{\"name\":\"f\","
                                + "\"arguments\":\"{\"}}]}"),
                        delta0("{\"tool_calls\":[{\"index\":0,\"id\":\"a\",\"function\":{\"name\":\"f\","
                                + "\"arguments\":\"}\"}}]}"),
                        finish("tool_calls")), 1, """
                        [{"index": 0, "message": {"role": "assistant", "content": null, "refusal": null, "tool_calls": [
                          {"id": "a", "function": {"name": "f", "arguments": "{}"}}]},
                          "logprobs": null, "finish_reason": "tool_calls"}]"""),
                new Row("a function called in the old way", List.of(
                        delta0("{\"function_call\":{\"name\":\"f\",\"arguments\":\"{\"}}"),
                        delta0("{\"function_call\":{\"arguments\":\"}\"}}"),
                        finish("function_call")), 1, """
                        [{"index": 0, "message": {"role": "assistant", "content": null, "refusal": null,
                          "function_call": {"name": "f", "arguments": "{}"}},
                          "logprobs": null, "finish_reason": "function_call"}]"""),
                new Row("likelihoods", List.of(
                        choice("{\"index\":0,\"delta\":{\"content\":\"Hi\"},\"logprobs\":{\"content\":["
                                + "{\"token\":\"Hi\","
                                + "\"logprob\":-0.5,\"bytes\":[72,105],\"top_logprobs\":[]}]}}"),
                        choice("{\"index\":0,\"delta\":{\"content\":\"!\"},\"logprobs\":{\"content\":[{\"token\":\"!\","
                                + "\"logprob\":-1,\"bytes\":null,\"top_logprobs\":[]}]}}"),
                        finish("stop")), 1, """
                        [{"index": 0, "message": {"role": "assistant", "content": "Hi!", "refusal": null},
                          "logprobs": {"content": [
                            {"token": "Hi", "logprob": -0.5, "bytes": [72, 105], "top_logprobs": []},
                            {"token": "!", "logprob": -1, "bytes": null, "top_logprobs": []}]},
                          "finish_reason": "stop"}]"""),
                new Row("annotations and sound", List.of(
                        delta("See there."),
                        delta0("{\"annotations\":[{\"type\":\"url_citation\",\"url_citation\":{\"url\":\"u\","
                                + "\"title\":\"t\",\"start_index\":0,\"end_index\":3}}]}"),
                        delta0("{\"audio\":{\"id\":\"audio_1\",\"data\":\"AA\",\"transcript\":\"See\"}}"),
                        delta0("{\"audio\":{\"data\":\"BB\",\"transcript\":\" there.\",\"expires_at\":5}}"),
                        finish("stop")), 1, """
                        [{"index": 0, "message": {"role": "assistant", "content": "See there.", "refusal": null,
                          "annotations": [{"type": "url_citation", "url_citation":
                            {"url": "u", "title": "t", "start_index": 0, "end_index": 3}}],
                          "audio": {"id": "audio_1", "data": "AABB", "transcript": "See there.", "expires_at": 5}},
                          "logprobs": null, "finish_reason": "stop"}]"""),
                new Row("two answers in turns", List.of(
                        delta("One"),
                        choice("{\"index\":1,\"delta\":{\"role\":\"assistant\",\"content\":\"An\"}}"),
                        choice("{\"index\":1,\"delta\":{\"content\":\"other\"}}"),
                        finish("stop"),
                        choice("{\"index\":1,\"delta\":{},\"finish_reason\":\"length\"}"),
                        choice("{\"index\":2,\"delta\":{\"content\":\"not asked for\"}}")), 2, """
                        [{"index": 0, "message": {"role": "assistant", "content": "One", "refusal": null},
                          "logprobs": null, "finish_reason": "stop"},
                         {"index": 1, "message": {"role": "assistant", "content": "Another", "refusal": null},
                          "logprobs": null, "finish_reason": "length"}]"""),
                new Row("calls of tools that are none, and names that no text can have", List.of(
                        delta("Hi"),
                        delta0("{\"tool_calls\":[\"x\",1],\"a\\u0000\\ud800\":\"b\"}"),
                        finish("stop")), 1, """
                        [{"index": 0, "message": {"role": "assistant", "content": "Hi", "refusal": null,
                          "tool_calls": ["x", 1], "a\uFFFD\uFFFD": "b"},
                          "logprobs": null, "finish_reason": "stop"}]"""),
                new Row("parts that nobody knows", List.of(
                        delta0("{\"content\":[{\"type\":\"text\",\"text\":\"Hi\"},"
                                + "{\"type\":\"reference\",\"ids\":[1]}]}"),
                        finish("stop")), 1, """
                        [{"index": 0, "message": {"role": "assistant", "content": "Hi", "refusal": null,
                          "content_parts": [{"type": "reference", "ids": [1]}]},
                          "logprobs": null, "finish_reason": "stop"}]"""));
    }

    @ParameterizedTest
    @MethodSource("answers")
    void eachComesBackAsItCameIsRecordedAndGivenAgain(Row row) {
        answers(stream(row.sent().toArray(String[]::new)));
        JsonNode meant = JSON.readTree(row.choices());

        assertThat(complete(row.n(), false).json().get("choices")).isEqualTo(meant);
        assertThat(whole(complete(row.n(), true), meant)).isEqualTo(meant);
        assertBalance(4000 - 2 * 100 * row.n());
        JsonNode recorded = JSON.readTree(lastPayload("ReplyRecorded"));
        assertThat(JSON.readTree(recorded.get("more").asString()).get("choices")).isEqualTo(meant);
        String words = meant.at("/0/message/content").asString("");
        assertThat(recorded.get("text").asString()).isEqualTo(words);

        Answer first = complete(row.n(), false, "Idempotency-Key", "once");
        Answer again = complete(row.n(), false, "Idempotency-Key", "once");
        assertThat(again.response().body()).isEqualTo(first.response().body());
        assertThat(whole(complete(row.n(), true, "Idempotency-Key", "once"), meant)).isEqualTo(meant);
    }

    @Test
    void whatIsToldOfTheWholeAnswerIsPassedOnInEveryChunkAfterIt() {
        answers(stream(
                "{\"system_fingerprint\":\"fp_1\",\"service_tier\":\"flex\",\"obfuscation\":\"xyz\","
                        + delta("Hi").substring(1),
                "{\"system_fingerprint\":\"fp_1\",\"citations\":[\"u\"]," + finish("stop").substring(1)));

        JsonNode answer = complete(1, false).json();
        assertThat(answer.get("system_fingerprint").asString()).isEqualTo("fp_1");
        assertThat(answer.get("service_tier").asString()).isEqualTo("flex");
        assertThat(answer.get("citations").get(0).asString()).isEqualTo("u");
        assertThat(answer.has("obfuscation")).isFalse();
        List<JsonNode> chunks = chunks(complete(1, true));
        assertThat(chunks).allSatisfy(
                chunk -> assertThat(chunk.get("system_fingerprint").asString()).isEqualTo("fp_1"));
        assertThat(chunks.getLast().get("citations").get(0).asString()).isEqualTo("u");
    }

    @Test
    void aReplyThatIsAllCallsIsChargedByItsUseOrByOurCount() {
        String call = delta0("{\"tool_calls\":[{\"index\":0,\"id\":\"a\",\"function\":{\"name\":\"look\","
                + "\"arguments\":\"{\\\"at\\\": \\\"the picture of the house\\\"}\"}}]}");
        answers(stream(call, finish("tool_calls"), usage(7, 3)));
        assertThat(deducted(completeBy("by-use"))).isEqualTo(7 + 2 * 3);

        answers(stream(call, finish("tool_calls")));
        assertThat(deducted(completeBy("by-use"))).isBetween(5L + 2 * 10, 5L + 2 * 80);
    }

    /** Each asks for two tools at once, and is told what both have said. */
    @Test
    void aLoopOfTwentyCallsIsPaidToTheLastToken() {
        long expected = 0;
        var messages = JSON.createArrayNode();
        messages.addObject().put("role", "user").put("content", "Look everywhere.");
        for (int i = 0; i < 20; i++) {
            answers(stream(
                    delta0("{\"tool_calls\":[" + call(0, "a" + i) + "," + call(1, "b" + i) + "]}"),
                    finish("tool_calls"), usage(10 + i, 4)));
            ObjectNode request = JSON.createObjectNode().put("model", "by-use").put("stream", i % 2 == 1);
            request.set("messages", messages);
            request.set("stream_options", JSON.readTree("{\"include_usage\": true}"));
            Answer answer = api.send("POST", PATH, user, request.toString());
            assertThat(answer.status()).as(answer.response().body()).isEqualTo(200);
            JsonNode usage = i % 2 == 1 ? chunks(answer).getLast().get("usage") : answer.json().get("usage");
            expected += usage.get("prompt_tokens").asLong() + 2 * usage.get("completion_tokens").asLong();
            messages.add(JSON.readTree("""
                    {"role": "assistant", "content": null, "tool_calls": [
                      {"id": "a", "type": "function", "function": {"name": "look", "arguments": "{}"}},
                      {"id": "b", "type": "function", "function": {"name": "look", "arguments": "{}"}}]}"""));
            messages.addObject().put("role", "tool").put("tool_call_id", "a").put("content", "nothing");
            messages.addObject().put("role", "tool").put("tool_call_id", "b").put("content", "nothing");
        }
        assertBalance(4000 - expected);
        assertThat(jdbc.sql("""
                        SELECT sum((convert_from(payload, 'UTF8')::jsonb ->> 'amount')::bigint) FROM events.domain_event
                        WHERE aggregate_identifier = ? AND payload_type = 'io.chatledger.api.TokensDebited'
                        """).param(user.id()).query(Long.class).single()).isEqualTo(expected);
    }

    @Test
    void callsOfToolsWithoutEndAreCutLikeWords() {
        String call = delta0("{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\"xxxxxxxxxx\"}}]}");
        PROVIDER.stubFor(post("/fragile/chat/completions")
                .willReturn(stream(call, call, finish("tool_calls"))));

        assertThat(completeBy("fragile").json().at("/choices/0/finish_reason").asString()).isEqualTo("length");
    }

    private static long deducted(Answer answer) {
        return answer.json().at("/chatledger/tokens_deducted").asLong();
    }

    private static String call(int index, String id) {
        return """
                {"index":%d,"id":"%s","type":"function","function":{"name":"look","arguments":"{}"}}"""
                .formatted(index, id);
    }

    private static String delta0(String delta) {
        return choice("{\"index\":0,\"delta\":" + delta + ",\"finish_reason\":null}");
    }

    private static String choice(String choice) {
        return "{\"choices\":[" + choice + "]}";
    }

    private Answer complete(int n, boolean streamed, String... headers) {
        return api.send("POST", PATH, user, """
                {"model": "flat", "n": %d, "stream": %b, "messages": [{"role": "user", "content": "hi"}]}
                """.formatted(n, streamed), headers);
    }

    private Answer completeBy(String model) {
        return api.send("POST", PATH, user, """
                {"model": "%s", "messages": [{"role": "user", "content": "hi"}]}""".formatted(model));
    }

    private static List<JsonNode> chunks(Answer answer) {
        assertThat(answer.response().body()).as("status " + answer.status()).endsWith("data: [DONE]\n\n");
        var chunks = new ArrayList<JsonNode>();
        for (String event : answer.response().body().split("\n\n")) {
            if (event.startsWith("data: {")) {
                chunks.add(JSON.readTree(event.substring("data: ".length())));
            }
        }
        return chunks;
    }

    /** What a client puts together from the chunks. */
    private static JsonNode whole(Answer answer, JsonNode meant) {
        var whole = new More();
        chunks(answer).forEach(chunk -> whole.add(JSON.createObjectNode().set("choices", chunk.get("choices"))));
        JsonNode choices = whole.reply("", "", "", new Finish(meant.at("/0/finish_reason").asString()), null)
                .more().get("choices");
        // The role comes first, with an empty text.
        choices.forEach(choice -> {
            if (choice.at("/message/content").asString("-").isEmpty()) {
                ((ObjectNode) choice.get("message")).putNull("content");
            }
        });
        return choices;
    }
}
