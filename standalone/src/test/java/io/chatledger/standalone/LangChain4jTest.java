package io.chatledger.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.exception.AuthenticationException;
import dev.langchain4j.exception.HttpException;
import dev.langchain4j.exception.InvalidRequestException;
import dev.langchain4j.model.catalog.ModelDescription;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.langchain4j.model.openai.OpenAiModelCatalog;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel;
import dev.langchain4j.model.output.FinishReason;
import dev.langchain4j.model.output.TokenUsage;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** LangChain4j's adapter for OpenAI, as it is, with an address and a key of ours. */
@ExtendWith(SharedSystems.class)
class LangChain4jTest {

    private static final String COMPLETIONS = "POST /v1/chat/completions";

    private final OneProcess system;
    private final CountingProxy proxy;
    private final User user;
    private final String key;

    LangChain4jTest(OneProcess system) {
        this.system = system;
        this.proxy = new CountingProxy(system.gateway());
        this.user = system.newUser();
        this.key = user.newKey();
    }

    @AfterEach
    void close() {
        proxy.close();
    }

    @Test
    void itListsTheModels() {
        var catalog = OpenAiModelCatalog.builder().baseUrl(proxy.baseUrl()).apiKey(key).build();

        assertThat(catalog.listModels()).extracting(ModelDescription::name).contains("echo", "demo");
    }

    @Test
    void itChatsAndIsToldTheUsage() {
        ChatResponse response = model(key).chat(UserMessage.from("Hello, AI!"));

        assertThat(response.aiMessage().text()).isEqualTo("Echo: Hello, AI!");
        assertThat(response.finishReason()).isEqualTo(FinishReason.STOP);
        expectCounted(response.tokenUsage());
        assertThat(user.tokens()).isEqualTo(3900);
    }

    @Test
    void itStreamsAndIsToldTheUsage() {
        var deltas = new StringBuffer();

        ChatResponse response = stream(key, deltas).join();

        assertThat(deltas).hasToString("Echo: Hello, AI!");
        assertThat(response.aiMessage().text()).isEqualTo("Echo: Hello, AI!");
        assertThat(response.finishReason()).isEqualTo(FinishReason.STOP);
        expectCounted(response.tokenUsage());
        assertThat(user.tokens()).isEqualTo(3900);
    }

    @Test
    void itSeesAnEmptyBalanceAsSuchAndDoesNotTryAgain() {
        system.admin().client().post("/api/admin/users/" + user.id() + "/tokens",
                Map.of("amount", -User.WELCOME_TOKENS, "reason", "a test")).expect(200);

        var refusal = catchThrowableOfType(InvalidRequestException.class, () -> model(key).chat("Hello, AI!"));
        expectOutOfTokens(refusal);
        assertThat(proxy.requests()).containsExactly(COMPLETIONS);

        expectOutOfTokens(refusalOfStream(key));
        assertThat(proxy.requests()).containsExactly(COMPLETIONS, COMPLETIONS);
        assertThat(user.history()).isEmpty();
    }

    @Test
    void itSeesABadKeyAsSuchAndDoesNotTryAgain() {
        String bad = "sk-" + "A".repeat(32);

        var refusal = catchThrowableOfType(AuthenticationException.class, () -> model(bad).chat("Hello, AI!"));
        assertThat(refusal).hasMessageContaining("invalid_api_key");
        assertThat(proxy.requests()).containsExactly(COMPLETIONS);

        assertThat(refusalOfStream(bad)).isInstanceOf(AuthenticationException.class);
        assertThat(proxy.requests()).containsExactly(COMPLETIONS, COMPLETIONS);
    }

    private OpenAiChatModel model(String key) {
        return OpenAiChatModel.builder().baseUrl(proxy.baseUrl()).apiKey(key).modelName("echo").build();
    }

    private CompletableFuture<ChatResponse> stream(String key, StringBuffer deltas) {
        var whole = new CompletableFuture<ChatResponse>();
        OpenAiStreamingChatModel.builder().baseUrl(proxy.baseUrl()).apiKey(key).modelName("echo").build()
                .chat("Hello, AI!", new StreamingChatResponseHandler() {
                    @Override
                    public void onPartialResponse(String delta) {
                        deltas.append(delta);
                    }

                    @Override
                    public void onCompleteResponse(ChatResponse response) {
                        whole.complete(response);
                    }

                    @Override
                    public void onError(Throwable error) {
                        whole.completeExceptionally(error);
                    }
                });
        return whole.orTimeout(30, TimeUnit.SECONDS);
    }

    private Throwable refusalOfStream(String key) {
        return catchThrowableOfType(CompletionException.class, () -> stream(key, new StringBuffer()).join()).getCause();
    }

    private static void expectOutOfTokens(Throwable refusal) {
        assertThat(refusal).isInstanceOf(InvalidRequestException.class).hasMessageContaining("insufficient_quota");
        assertThat(refusal).hasCauseInstanceOf(HttpException.class);
        assertThat(((HttpException) refusal.getCause()).statusCode()).isEqualTo(402);
    }

    private static void expectCounted(TokenUsage usage) {
        assertThat(usage.inputTokenCount()).isPositive();
        assertThat(usage.outputTokenCount()).isPositive();
        assertThat(usage.totalTokenCount()).isEqualTo(usage.inputTokenCount() + usage.outputTokenCount());
    }
}
