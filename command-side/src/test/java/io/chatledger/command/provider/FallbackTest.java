package io.chatledger.command.provider;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.matchingJsonPath;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.http.Fault;
import io.chatledger.command.Api.Answer;
import io.chatledger.command.chat.ChatAnswer;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A model that two providers have, {@code main} and {@code spare}: when the other is asked, what the client sees, what
 * is charged and what the record says.
 */
class FallbackTest extends WithScriptedProviders {

    private static final String[] ONE_REPLY = {"MessageSent", "TokensHeld", "ReplyRecorded", "TokensDebited"};
    private static final String[] NO_REPLY = {"MessageSent", "TokensHeld", "ReplyFailed", "HoldReleased"};

    // --- before the first word: another provider answers, and one reply is paid

    @ParameterizedTest
    @ValueSource(ints = {307, 401, 402, 403, 418, 429, 500, 503})
    void whereAProviderRefusesTheNextOneAnswers(int status) {
        says("main", aResponse().withStatus(status));
        says("spare", stream(delta("Hello"), finish("stop")));

        Answer answer = ask("both");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().get("response").asString()).isEqualTo("Hello");
        assertThat(answer.json().get("tokens_deducted").asLong()).isEqualTo(100);
        assertAnsweredBySpare(answer);
    }

    @Test
    void whereAProviderHangsBeforeItAnswersTheNextOneIsAsked() {
        says("main", stream(delta("late"), finish("stop")).withFixedDelay(3000));
        says("spare", stream(delta("Hello"), finish("stop")));

        assertAnsweredBySpare(complete("both", false));
    }

    @Test
    void whereAProviderHangsBeforeTheFirstWordTheNextOneIsAsked() {
        String fingerprint = "{\"system_fingerprint\": \"fp\", \"choices\": [{\"delta\": {\"role\": \"assistant\"}}]}";
        says("main", aResponse()
                .withHeader("Content-Type", "text/event-stream")
                .withBody(events(fingerprint) + ": thinking\n\n".repeat(40) + events(delta("late"), finish("stop")))
                .withChunkedDribbleDelay(40, 4000));
        says("spare", stream(delta("Hello"), finish("stop")));

        assertAnsweredBySpare(complete("both", true));
    }

    @ParameterizedTest
    @ValueSource(strings = {"EMPTY_RESPONSE", "CONNECTION_RESET_BY_PEER", "MALFORMED_RESPONSE_CHUNK"})
    void whereAConnectionDiesBeforeTheFirstWordTheNextProviderIsAsked(Fault fault) {
        says("main", aResponse().withFault(fault));
        says("spare", stream(delta("Hello"), finish("stop")));

        assertAnsweredBySpare(complete("both", true));
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "{\"system_fingerprint\":\"main\",\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\"}}]}",
        "{\"system_fingerprint\":\"main\",\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}",
        "{\"error\":{\"message\":\"overloaded\"}}",
    })
    void whatWasToldBesideWordsByOneThatFailedIsNotPassedOn(String told) {
        says("main", stream(told));
        says("spare", stream("{\"system_fingerprint\":\"spare\",\"choices\":[]}", delta("Hello"), finish("stop")));

        Answer answer = complete("both", true);

        assertThat(answer.response().body()).contains("\"spare\"").doesNotContain("\"main\"");
        assertAnsweredBySpare(answer);
        assertThat(lastPayload("ReplyRecorded")).contains("spare").doesNotContain("main");
    }

    @Test
    void whoseTurnItIsToSpeakIsNoWordInAnyChoice() {
        says("main", stream("""
                {"choices": [{"index": 0, "delta": {"role": "assistant", "content": ""}, "logprobs": {"content": []}},
                             {"index": 1, "delta": {"role": "assistant", "content": ""}}]}""".replace("\n", "")));
        says("spare", stream(delta("Hello"), finish("stop")));

        assertAnsweredBySpare(api.send("POST", "/v1/chat/completions", user, """
                {"model": "both", "n": 2, "messages": [{"role": "user", "content": "hi"}]}"""));
    }

    @Test
    void whatIsToldBesideWordsIsToldAlsoWhereThereAreNone() {
        says("main", stream("{\"system_fingerprint\":\"fp\",\"choices\":[]}", finish("content_filter")));

        Answer answer = complete("both", true);

        assertThat(answer.response().body()).contains("\"fp\"", "content_filter");
        assertThat(provider(answer)).contains("main");
    }

    @Test
    void anAnswerThatIsAskedForAgainNamesItsProviderAgain() {
        says("main", aResponse().withStatus(500));
        says("spare", stream(delta("Hello"), finish("stop")));
        Map<String, String> body = Map.of("message", "hi", "model", "both");

        api.post("/api/chat", user, body, "Idempotency-Key", "again");
        Answer again = api.post("/api/chat", user, body, "Idempotency-Key", "again");

        assertThat(again.response().headers().firstValue("Idempotent-Replayed")).contains("true");
        assertAnsweredBySpare(again);
    }

    @Test
    void vectorsComeFromTheNextProviderToo() {
        PROVIDER.stubFor(post("/main/embeddings").willReturn(aResponse().withStatus(500)));
        PROVIDER.stubFor(post("/spare/embeddings").willReturn(okJson("""
                {"data": [{"index": 0, "embedding": [1]}], "usage": {"prompt_tokens": 1}}""")));

        Answer answer = api.send(
                "POST", "/v1/embeddings", user, "{\"model\": \"vectors-of-both\", \"input\": \"Hi\"}");

        assertAnsweredBySpare(answer);
    }

    // --- no other provider is asked

    @ParameterizedTest
    @CsvSource({"400, 400", "404, 502", "413, 400", "415, 400", "422, 400"})
    void whatIsTheFaultOfTheRequestGoesBackToTheClient(int theirs, int ours) {
        says("main", aResponse().withStatus(theirs));

        assertThat(ask("both").status()).isEqualTo(ours);

        assertNothingCharged();
        assertAsked("spare", 0);
    }

    @Test
    void thatOurAccountHasNoCreditIsNoFaultOfTheRequest() {
        says("main", aResponse().withStatus(400).withBody("{\"error\": {\"code\": \"insufficient_quota\"}}"));
        says("spare", stream(delta("Hello"), finish("stop")));

        assertAnsweredBySpare(ask("both"));
        // It rests for so long.
        says("main", stream(delta("Hello"), finish("stop")));
        await().until(() -> provider(ask("both")).equals(Optional.of("main")));
    }

    @Test
    void whereAProviderDiesAfterTheFirstWordTheClientIsToldAndNothingCharged() {
        says("main", stream(delta("Hel")));

        Answer streamed = complete("both", true);

        assertThat(streamed.status()).isEqualTo(200);
        assertThat(provider(streamed)).contains("main");
        assertThat(events(streamed).getLast().at("/error/message").asString()).contains("nothing was charged");
        assertNothingCharged();
        assertThat(lastPayload("ReplyFailed")).contains("PROVIDER_FAILED");

        Answer whole = ask("both");

        assertThat(whole.status()).isEqualTo(502);
        assertThat(provider(whole)).isEmpty();
        assertAsked("spare", 0);
    }

    @Test
    void whatAModelSaysToItselfAndACallOfAToolAreWordsToo() {
        says("main", stream(THINKS));
        assertThat(ask("both").status()).isEqualTo(502);
        says("main", stream(CALLS));
        assertThat(ask("both").status()).isEqualTo(502);

        assertAsked("spare", 0);
        assertBalance(4000);
    }

    // --- none answers

    @Test
    void whereAllFailNothingIsChargedAndTheAnswerSaysSo() {
        says("main", aResponse().withStatus(503));
        says("spare", aResponse().withStatus(500));

        Answer answer = ask("both");

        assertThat(answer.status()).isEqualTo(502);
        assertThat(answer.json().get("detail").asString()).contains("nothing was charged");
        assertAsked("main", 1);
        assertAsked("spare", 1);
        assertNothingCharged();
    }

    @ParameterizedTest
    @CsvSource({"30, 7", "7, 30"})
    void theClientIsToldWhenTheFirstOfThemWillBeBackAndNoneIsAskedBefore(String ofMain, String ofSpare) {
        String model = ofMain.equals("7") ? "both-limited" : "both-overloaded";
        says("main", aResponse().withStatus(429).withHeader("Retry-After", ofMain));
        says("spare", aResponse().withStatus(429).withHeader("Retry-After", ofSpare));

        Answer first = ask(model);
        Answer second = ask(model);

        assertThat(first.status()).isEqualTo(429);
        assertThat(first.response().headers().allValues("Retry-After")).containsExactly("7");
        assertThat(second.status()).isEqualTo(429);
        assertThat(second.json().get("retry_after").asLong()).isBetween(1L, 7L);
        assertAsked("main", 1);
        assertAsked("spare", 1);
        assertBalance(4000);
    }

    // --- who is skipped

    @Test
    void aModelThatRestsAtOneProviderIsAskedAtTheNextUntilItIsBackAndOthersAreAskedThere() {
        says("main", aResponse().withStatus(429).withHeader("Retry-After", "4"));
        says("spare", stream(delta("Hello"), finish("stop")));
        assertThat(provider(ask("careful"))).contains("spare");
        says("main", stream(delta("Hello"), finish("stop")));

        assertThat(provider(ask("careful"))).contains("spare");
        assertAsked("main", 1);
        assertThat(provider(ask("both"))).contains("main");

        await().until(() -> provider(ask("careful")).equals(Optional.of("main")));
    }

    @Test
    void aProviderIsSkippedWhileItsBreakerIsOpen() {
        says("brittle", aResponse().withStatus(500));
        says("spare", stream(delta("Hello"), finish("stop")));
        for (int i = 0; i < 3; i++) {
            assertThat(ask("brittle-first").status()).isEqualTo(200);
        }
        assertAsked("brittle", 3);
        says("brittle", stream(delta("Hello"), finish("stop")));

        assertThat(provider(ask("brittle-first"))).contains("spare");
        assertAsked("brittle", 3);

        await().until(() -> provider(ask("brittle-first")).equals(Optional.of("brittle")));
    }

    @Test
    void theTotalTimeCountsFromTheFirstProviderOn() {
        says("brittle", stream(delta("Hello"), finish("stop")));
        says("shared", aResponse().withStatus(500));
        assertThat(provider(ask("brittle-last"))).contains("brittle");
        // Given up after 5 s, when the 4 s of the other are over.
        says("shared", stream(delta("late"), finish("stop")).withFixedDelay(7000));

        Answer answer = ask("brittle-last");

        assertThat(answer.status()).isEqualTo(504);
        assertAsked("brittle", 1);
        assertBalance(3900);
    }

    // --- cancelling ends everything

    @ParameterizedTest
    @ValueSource(strings = {"shared", "spare"})
    void whoCancelsBeforeTheFirstWordPaysNothingAndNobodyElseIsAsked(String silent) throws Exception {
        says("shared", aResponse().withStatus(500));
        says("spare", stream(delta("late"), finish("stop")));
        says(silent, stream(delta("late"), finish("stop")).withFixedDelay(4000));
        try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
            var asking = clients.submit(() -> ask("shared-first"));
            await().untilAsserted(() -> assertAsked(silent, 1));

            String id = jdbc.sql("SELECT message_id::text FROM events.message WHERE account_id = ?::uuid")
                    .param(user.id())
                    .query(String.class)
                    .single();
            assertThat(api.send("POST", "/api/chat/" + id + "/cancel", user, "").status()).isEqualTo(202);

            assertThat(asking.get().code()).isEqualTo("CANCELLED");
        }
        assertAsked("spare", silent.equals("spare") ? 1 : 0);
        assertNothingCharged();
    }

    // --- order, weights and what the model can do

    @Test
    void callsBeginWhereTheWeightsSayAndGoOnToTheOthers() {
        says("main", stream(delta("Hello"), finish("stop")));
        says("spare", stream(delta("Hello"), finish("stop")));
        assertThat(provider(ask("both"))).contains("main");
        assertThat(provider(ask("mostly-spare"))).contains("spare");
        // By chance: that all of 30 begin at one of them happens once in half a billion times.
        for (int i = 0; i < 30; i++) {
            ask("half");
        }
        assertThat(PROVIDER.countRequestsMatching(postRequestedFor(urlEqualTo("/main/chat/completions")).build())
                .getCount()).isBetween(2, 30);

        says("spare", aResponse().withStatus(500));
        assertThat(provider(ask("mostly-spare"))).contains("main");
    }

    @Test
    void theModelCanDoWhatEachOfItsProvidersCan() {
        says("main", stream(delta("Hello"), finish("stop")));

        assertThat(complete("careful", false).status()).isEqualTo(200);
        Answer refused = api.send("POST", "/v1/chat/completions", user, """
                {"model": "careful", "messages": [{"role": "user", "content": "hi"}],
                 "tools": [{"type": "function", "function": {"name": "look"}}]}""");

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.json().at("/error/param").asString()).isEqualTo("tools");
        PROVIDER.verify(1, postRequestedFor(urlEqualTo("/main/chat/completions"))
                .withRequestBody(matchingJsonPath("$[?(@.max_tokens == 50)]")));
    }

    @Test
    void itIsOneModelInTheListAndForOperatorsOneAtEachProvider() {
        says("main", aResponse().withStatus(500));
        says("spare", stream(delta("Hello"), finish("stop")));
        long failedBefore = failures("main");
        ask("both");

        JsonNode models = api.send("GET", "/v1/models", user, null).json().get("data");
        assertThat(models.valueStream().filter(each -> each.get("id").asString().equals("both")))
                .singleElement()
                .satisfies(each -> assertThat(each.get("owned_by").asString()).isEqualTo("main, spare"));
        assertThat(failures("main")).isEqualTo(failedBefore + 1);
        assertThat(failures("spare")).isZero();
    }

    // --- the words of these tests

    private static void says(String provider, ResponseDefinitionBuilder response) {
        PROVIDER.stubFor(post("/" + provider + "/chat/completions").willReturn(response));
    }

    private Answer complete(String model, boolean streamed) {
        return api.send("POST", "/v1/chat/completions", user, """
                {"model": "%s", "stream": %b, "messages": [{"role": "user", "content": "hi"}]}
                """.formatted(model, streamed));
    }

    private static Optional<String> provider(Answer answer) {
        return answer.response().headers().firstValue(ChatAnswer.PROVIDER_HEADER);
    }

    private void assertAnsweredBySpare(Answer answer) {
        assertThat(answer.status()).as(answer.response().body()).isEqualTo(200);
        assertThat(provider(answer)).contains("spare");
        assertThat(JsonMapper.shared().readTree(lastPayload("ReplyRecorded")).get("provider").asString())
                .isEqualTo("spare");
        assertOutcome(ONE_REPLY);
        assertBalance(3900);
    }

    private void assertNothingCharged() {
        assertOutcome(NO_REPLY);
        assertBalance(4000);
    }

    private static void assertAsked(String provider, int times) {
        PROVIDER.verify(times, postRequestedFor(urlEqualTo("/" + provider + "/chat/completions")));
    }

    private long failures(String provider) {
        return api.send("GET", "/api/ops/providers", api.admin(), null).json().get("results").valueStream()
                .filter(each -> each.get("model").asString().equals("both"))
                .filter(each -> each.get("provider").asString().equals(provider))
                .mapToLong(each -> each.at("/failures/PROVIDER_FAILED").asLong(0))
                .sum();
    }
}
