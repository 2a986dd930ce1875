package io.chatledger.command.provider;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import io.chatledger.command.Api.Answer;
import io.chatledger.command.secret.Sha256;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Texts become vectors on the way of a message: held, asked for, settled, recorded. */
class EmbeddingsTest extends WithScriptedProviders {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String EMBEDDINGS = "/v1/embeddings";
    private static final String NONE_MADE = "{\"object\": \"list\", \"data\": []}";

    @Test
    void eachTextGetsItsVectorAndWhatWasReadIsPaidFor() {
        embeds(okJson(vectors(2, 9)));

        Answer answer = embed("""
                {"model": "vectors", "input": ["Hello", "AI!"], "dimensions": 2, "encoding_format": "float"}""");

        assertThat(answer.status()).as(answer.response().body()).isEqualTo(200);
        assertThat(answer.json().get("object").asString()).isEqualTo("list");
        assertThat(answer.json().get("model").asString()).isEqualTo("vectors");
        assertThat(answer.json().get("data")).isEqualTo(JSON.readTree(vectors(2, 9)).get("data"));
        assertThat(answer.json().get("usage"))
                .isEqualTo(JSON.readTree("{\"prompt_tokens\": 9, \"total_tokens\": 9}"));
        assertThat(answer.json().at("/chatledger/tokens_deducted").asLong()).isEqualTo(9);
        assertThat(sent()).isEqualTo(JSON.readTree("""
                {"model": "vectors", "input": ["Hello", "AI!"], "dimensions": 2, "encoding_format": "float"}"""));
        assertOutcome("MessageSent", "TokensHeld", "ReplyRecorded", "TokensDebited");
        assertBalance(4000 - 9);
    }

    @Test
    void theTextsAreRecordedAndOfTheVectorsTheHash() {
        embeds(okJson(vectors(2, 9)));

        embed("{\"model\": \"vectors\", \"input\": [\"Hello\", \"AI!\"]}");

        JsonNode sent = JSON.readTree(lastPayload("MessageSent"));
        assertThat(sent.get("text").asString()).isEqualTo("Hello\nAI!");
        assertThat(sent.get("kind").asString()).isEqualTo("EMBEDDING");
        assertThat(sent.get("more").asString()).isEqualTo("{\"input\":[\"Hello\",\"AI!\"]}");
        JsonNode reply = JSON.readTree(lastPayload("ReplyRecorded"));
        String data = JSON.readTree(vectors(2, 9)).get("data").toString();
        assertThat(reply.get("text").asString()).isEqualTo("[2 embeddings]");
        assertThat(JSON.readTree(reply.get("more").asString())).isEqualTo(JSON.readTree("""
                {"data": {"sha256": "%s", "bytes": %d}}""".formatted(Sha256.of(data).hex(), data.length())));
        assertThat(JSON.readTree(lastPayload("TokensDebited")).get("usage")).isEqualTo(JSON.readTree("""
                {"promptTokens": 9, "completionTokens": 0, "estimated": false}"""));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\u0000', value = {
        "\"Hello\"                | 1 | [\"Hello\"]",
        "[\"Hello\"]              | 1 | [\"Hello\"]",
        "[15339, 11]              | 1 | [[15339,11]]",
        "[[15339, 11], [0]]       | 2 | [[15339,11],[0]]",
        "[\"Hello\", [15339, 11]] | 2 | [\"Hello\",[15339,11]]",
    })
    void anInputIsATextOrAListOfTokensOrAListOfSuch(String input, int inputs, String passedOn) {
        embeds(okJson(vectors(inputs, 9)));

        Answer answer = embed("{\"model\": \"vectors\", \"input\": " + input + "}");

        assertThat(answer.status()).as(answer.response().body()).isEqualTo(200);
        assertThat(answer.json().get("data")).hasSize(inputs);
        assertThat(sent().get("input")).hasToString(passedOn);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"\"", "[]", "[\"a\", \"\"]", "[[]]", "7", "{}", "[1.5]", "[-1]", "[[1], 2]", "null",
        "\"\\ud800\""})
    void whatIsNoInputIsRefusedBeforeAnythingIsHeld(String input) {
        Answer answer = embed("{\"model\": \"vectors\", \"input\": " + input + "}");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().at("/error/param").asString()).startsWith("input");
        PROVIDER.verify(0, postRequestedFor(urlEqualTo(EMBEDDINGS)));
        assertBalance(4000);
    }

    @Test
    void thereMayBeAsManyInputsAsOpenAiTakes() {
        embeds(okJson(vectors(2048, 9)));

        assertThat(embed(inputs(2048)).status()).isEqualTo(200);
        assertThat(embed(inputs(2049)).status()).isEqualTo(400);
    }

    @Test
    void everyTokenOfAListOfTokensIsHeldAndCountedWhereTheProviderDoesNot() {
        embeds(okJson("{\"data\": [{\"index\": 0, \"embedding\": [1]}]}"));
        String tokens = IntStream.range(0, 500).mapToObj(String::valueOf).collect(Collectors.joining(","));

        Answer answer = embed("{\"model\": \"vectors\", \"input\": [" + tokens + "]}");

        assertThat(answer.json().at("/usage/prompt_tokens").asLong()).isEqualTo(500);
        assertThat(JSON.readTree(lastPayload("TokensHeld")).get("amount").asLong()).isBetween(500L, 530L);
        assertBalance(3500);
    }

    @ParameterizedTest
    @CsvSource({"1000000000000000000", "-1", "1.5", "9999999"})
    void whateverUsageAProviderClaimsTheChargeIsBetweenTheMinimumAndTheHold(String claimed) {
        embeds(okJson(vectors(1, 9).replace("\"prompt_tokens\": 9", "\"prompt_tokens\": " + claimed)));

        Answer answer = embed("{\"model\": \"vectors\", \"input\": \"one two three four five six seven\"}");

        long held = JSON.readTree(lastPayload("TokensHeld")).get("amount").asLong();
        assertThat(answer.json().at("/chatledger/tokens_deducted").asLong()).isBetween(5L, held);
    }

    @ParameterizedTest
    @ValueSource(strings = {NONE_MADE, "[]", "{", "{\"error\": {\"message\": \"no\"}}",
        "{\"data\": [{\"index\": 1, \"embedding\": [1]}]}", "{\"data\": [{\"index\": 0, \"embedding\": []}]}",
        "{\"data\": [{\"index\": 0, \"embedding\": [1]}, {\"index\": 0, \"embedding\": [1]}]}"})
    void whatIsNotOneVectorForEachTextIsNoAnswerAndCostsNothing(String body) {
        embeds(okJson(body));

        assertFails(502);
    }

    @Test
    void anAnswerThatIsTooLongOrBreaksOffOrComesTooLateCostsNothing() {
        embeds(okJson("{\"data\": [{\"index\": 0, \"embedding\": \"" + "A".repeat(300_000) + "\"}]}"));
        assertFails(502);
        embeds(aResponse().withStatus(500));
        assertFails(502);
        embeds(okJson(vectors(1, 9)).withFixedDelay(2500));
        assertFails(504);
    }

    @Test
    void theSameKeyGivesTheSameVectorsAgainAndIsChargedOnce() {
        embeds(okJson(vectors(1, 6)));
        String body = "{\"model\": \"vectors\", \"input\": \"Hello\"}";

        Answer first = api.send("POST", EMBEDDINGS, user, body, "Idempotency-Key", "once");
        Answer again = api.send("POST", EMBEDDINGS, user, body, "Idempotency-Key", "once");

        assertThat(again.response().headers().firstValue("Idempotent-Replayed")).contains("true");
        assertThat(again.response().body()).isEqualTo(first.response().body());
        assertBalance(4000 - 6);
        String other = body.replace("Hello", "Bye");
        assertThat(api.send("POST", EMBEDDINGS, user, other, "Idempotency-Key", "once").status()).isEqualTo(422);
    }

    @Test
    void vectorsThatAreTooLongToBeKeptAreRefusedUnchargedWhereTheyMayBeAskedForAgain() {
        embeds(okJson("{\"data\": [{\"index\": 0, \"embedding\": \"" + "A".repeat(128_000) + "\"}]}"));
        String body = "{\"model\": \"vectors\", \"input\": \"Hello\"}";

        assertThat(api.send("POST", EMBEDDINGS, user, body, "Idempotency-Key", "once").status()).isEqualTo(413);
        assertBalance(4000);
        assertThat(embed(body).status()).isEqualTo(200);
    }

    @Test
    void aModelIsAskedForWhatItGives() {
        assertThat(embed("{\"model\": \"flat\", \"input\": \"a\"}").json().at("/error/param").asString())
                .isEqualTo("model");
        assertThat(embed("{\"model\": \"none\", \"input\": \"a\"}").status()).isEqualTo(404);
        assertThat(ask("vectors").status()).isEqualTo(400);
        Answer chat = api.send("POST", PATH, user, """
                {"model": "vectors", "messages": [{"role": "user", "content": "hi"}]}""");
        assertThat(chat.json().at("/error/param").asString()).isEqualTo("model");
        assertThat(embed("{\"model\": \"vectors\", \"input\": \"a\", \"of_tomorrow\": 1}").json()
                .at("/error/param").asString()).isEqualTo("of_tomorrow");
        assertThat(api.send("GET", "/v1/models/vectors", user, null).json()).isEqualTo(JSON.readTree("""
                {"id": "vectors", "object": "model", "created": 0, "owned_by": "scripted", "kind": "embedding",
                 "price": "1000 for 1000 prompt tokens, 0 for 1000 completion tokens, at least 5",
                 "takes": ["dimensions", "encoding_format"]}"""));
        assertBalance(4000);
    }

    private void assertFails(int status) {
        assertThat(embed("{\"model\": \"vectors\", \"input\": \"Hello\"}").status()).isEqualTo(status);
        assertThat(lastPayload("HoldReleased")).contains("FAILED");
        assertBalance(4000);
    }

    private static void embeds(ResponseDefinitionBuilder response) {
        PROVIDER.stubFor(post(EMBEDDINGS).willReturn(response));
    }

    private Answer embed(String body) {
        return api.send("POST", EMBEDDINGS, user, body);
    }

    private static JsonNode sent() {
        return JSON.readTree(PROVIDER.findAll(postRequestedFor(urlEqualTo(EMBEDDINGS))).getLast().getBodyAsString());
    }

    private static String inputs(int number) {
        String inputs = IntStream.range(0, number).mapToObj(i -> "\"a\"").collect(Collectors.joining(","));
        return "{\"model\": \"cheap-vectors\", \"input\": [" + inputs + "]}";
    }

    private static String vectors(int number, int tokens) {
        return IntStream.range(0, number)
                .mapToObj("{\"object\": \"embedding\", \"index\": %d, \"embedding\": [0.1, -1e-7]}"::formatted)
                .collect(Collectors.joining(",", "{\"object\": \"list\", \"model\": \"theirs\", \"data\": [", """
                        ], "usage": {"prompt_tokens": %d, "total_tokens": %d}}""".formatted(tokens, tokens)));
    }
}
