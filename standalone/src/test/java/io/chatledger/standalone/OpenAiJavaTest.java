package io.chatledger.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.core.http.StreamResponse;
import com.openai.errors.BadRequestException;
import com.openai.errors.NotFoundException;
import com.openai.errors.OpenAIServiceException;
import com.openai.errors.UnauthorizedException;
import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import com.openai.models.completions.CompletionUsage;
import com.openai.models.models.Model;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** OpenAI's own library for Java, as it is, with an address and a key of ours. */
@ExtendWith(SharedSystems.class)
class OpenAiJavaTest {

    private static final String COMPLETIONS = "POST /v1/chat/completions";

    private final OneProcess system;
    private final CountingProxy proxy;
    private final User user;
    private final OpenAIClient client;

    OpenAiJavaTest(OneProcess system) {
        this.system = system;
        this.proxy = new CountingProxy(system.gateway());
        this.user = system.newUser();
        this.client = client(user.newKey());
    }

    @AfterEach
    void close() {
        client.close();
        proxy.close();
    }

    @Test
    void itListsTheModelsAndGetsOne() {
        assertThat(client.models().list().data()).extracting(Model::id).contains("echo", "demo");
        assertThat(client.models().retrieve("echo").id()).isEqualTo("echo");
    }

    @Test
    void itChatsAndIsToldTheUsage() {
        ChatCompletion completion = client.chat().completions().create(hello().build());

        ChatCompletion.Choice choice = completion.choices().getFirst();
        assertThat(choice.message().content()).contains("Echo: Hello, AI!");
        assertThat(choice.finishReason()).isEqualTo(ChatCompletion.Choice.FinishReason.STOP);
        expectCounted(completion.usage().orElseThrow());
        assertThat(completion.id()).isEqualTo("chatcmpl-" + user.message("Hello, AI!").get("id").asString());
        assertThat(completion._additionalProperties().get("chatledger").toString())
                .contains("tokens_deducted=100").contains("remaining_tokens=3900");
        assertThat(user.tokens()).isEqualTo(3900);
    }

    @Test
    void itStreamsAndIsToldTheUsageWhenItAsks() {
        var withUsage = hello().streamOptions(ChatCompletionStreamOptions.builder().includeUsage(true).build());

        ChatCompletion completion = stream(withUsage);

        assertThat(completion.choices().getFirst().message().content()).contains("Echo: Hello, AI!");
        assertThat(completion.choices().getFirst().finishReason())
                .isEqualTo(ChatCompletion.Choice.FinishReason.STOP);
        expectCounted(completion.usage().orElseThrow());
        assertThat(stream(hello()).usage()).isEmpty();
        assertThat(user.tokens()).isEqualTo(3800);
        assertThat(proxy.requests()).containsExactly(COMPLETIONS, COMPLETIONS);
    }

    @Test
    void itSeesAnEmptyBalanceAsSuchAndDoesNotTryAgain() {
        system.admin().client().post("/api/admin/users/" + user.id() + "/tokens",
                Map.of("amount", -User.WELCOME_TOKENS, "reason", "a test")).expect(200);

        for (Runnable chat : List.<Runnable>of(
                () -> client.chat().completions().create(hello().build()), () -> stream(hello()))) {
            int before = proxy.requests().size();
            var refusal = catchThrowableOfType(OpenAIServiceException.class, chat::run);

            assertThat(refusal.statusCode()).isEqualTo(402);
            assertThat(refusal.code()).contains("insufficient_quota");
            assertThat(refusal.type()).contains("insufficient_quota");
            assertThat(refusal.headers().values("x-should-retry")).containsExactly("false");
            assertThat(proxy.requests()).hasSize(before + 1);
        }
        assertThat(user.history()).isEmpty();
    }

    @Test
    void itTriesAgainWhatWasRefusedForAMomentAndPaysOnce() {
        proxy.refuseOnce();

        client.chat().completions().create(hello().build());

        assertThat(proxy.requests()).containsExactly(COMPLETIONS, COMPLETIONS);
        assertThat(user.tokens()).isEqualTo(3900);
    }

    @Test
    void itSeesABadKeyAsSuchAndDoesNotTryAgain() {
        OpenAIClient stranger = client("sk-" + "A".repeat(32));

        var refusal = catchThrowableOfType(
                UnauthorizedException.class, () -> stranger.chat().completions().create(hello().build()));

        assertThat(refusal.code()).contains("invalid_api_key");
        assertThat(refusal.type()).contains("invalid_request_error");
        assertThat(proxy.requests()).containsExactly(COMPLETIONS);
        stranger.close();
    }

    @Test
    void aRevokedKeyIsABadKeyAtOnce() {
        client.models().list();
        String id = user.client().get("/api/user/keys").expect(200).json().at("/results/0/id").asString();
        user.client().json("DELETE", "/api/user/keys/" + id, Map.of()).expect(204);

        assertThat(catchThrowableOfType(UnauthorizedException.class, () -> client.models().list())).isNotNull();
    }

    @Test
    void itSeesWhatIsWrongWithItsRequest() {
        var unknown = catchThrowableOfType(
                NotFoundException.class, () -> client.chat().completions().create(hello().model("gpt-none").build()));
        assertThat(unknown.code()).contains("model_not_found");

        var unsupported = catchThrowableOfType(
                BadRequestException.class, () -> client.chat().completions().create(hello().n(2).build()));
        assertThat(unsupported.param()).contains("n");

        assertThat(user.tokens()).isEqualTo(User.WELCOME_TOKENS);
    }

    @Test
    void itIsToldThatAnAnswerIsARepetition() {
        var repeatable = hello().putAdditionalHeader("Idempotency-Key", "a-key").build();

        var first = client.chat().completions().withRawResponse().create(repeatable);
        var second = client.chat().completions().withRawResponse().create(repeatable);

        assertThat(first.headers().values("Idempotent-Replayed")).isEmpty();
        assertThat(second.headers().values("Idempotent-Replayed")).containsExactly("true");
        assertThat(second.parse()).isEqualTo(first.parse());
        assertThat(user.tokens()).isEqualTo(3900);
    }

    @Test
    void itIsToldTheNameOfAFieldThatAModelDoesNotTake() {
        ChatCompletionCreateParams request =
                hello().putAdditionalBodyProperty("of_tomorrow", JsonValue.from(true)).build();

        var refused = catchThrowableOfType(
                BadRequestException.class, () -> client.chat().completions().create(request));

        assertThat(refused).hasMessageContaining("of_tomorrow");
    }

    private OpenAIClient client(String key) {
        return OpenAIOkHttpClient.builder().baseUrl(proxy.baseUrl()).apiKey(key).build();
    }

    private static ChatCompletionCreateParams.Builder hello() {
        return ChatCompletionCreateParams.builder()
                .model("echo")
                .addSystemMessage("Be brief.")
                .addUserMessage("Hello, AI!");
    }

    private ChatCompletion stream(ChatCompletionCreateParams.Builder request) {
        var whole = ChatCompletionAccumulator.create();
        try (StreamResponse<ChatCompletionChunk> chunks =
                client.chat().completions().createStreaming(request.build())) {
            chunks.stream().forEach(whole::accumulate);
        }
        return whole.chatCompletion();
    }

    private static void expectCounted(CompletionUsage usage) {
        assertThat(usage.promptTokens()).isPositive();
        assertThat(usage.completionTokens()).isPositive();
        assertThat(usage.totalTokens()).isEqualTo(usage.promptTokens() + usage.completionTokens());
    }
}
