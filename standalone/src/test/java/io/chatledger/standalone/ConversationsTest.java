package io.chatledger.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chatledger.api.ErrorCode;
import io.chatledger.standalone.ScriptedProvider.Model;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Talking with a model that takes its time: streams, cancelling, and what was said before. */
@ExtendWith(SharedSystems.class)
class ConversationsTest {

    private final SystemWithProvider system;
    private final User user;

    ConversationsTest(SystemWithProvider system) {
        this.system = system;
        this.user = system.newUser();
    }

    @Test
    void wordsArriveWhileTheModelIsStillSpeaking() {
        String message = unique("are you there");
        try (var chat = OpenChat.send(user, message, Model.PATIENT)) {
            String beginning = chat.readUntil("three ");

            assertThat(beginning).contains("text/event-stream").doesNotContain("event: done");
            assertThat(system.provider().isAnswering(message)).isTrue();
        }
    }

    @Test
    void aStreamBeginsAtOnceHoweverLongTheModelThinks() {
        String message = unique("think first");
        try (var chat = OpenChat.send(user, message, Model.SILENT)) {
            assertThat(chat.readUntil("event: start\ndata: {\"id\":")).contains("200").doesNotContain(": keep");
        }
        await().until(() -> !system.provider().isAnswering(message));
    }

    @Test
    void theEndOfAStreamTellsWhatWasChargedAndWhatRemains() {
        Answer stream = user.stream("count to ten", Model.STEADY.id()).expect(200);

        assertThat(stream.header("Content-Type")).startsWith("text/event-stream");
        JsonNode done = stream.last("done");
        assertThat(stream.said()).isEqualTo(ScriptedProvider.REPLY);
        assertThat(stream.events()).hasSize(12);
        assertThat(done.get("response").asString()).isEqualTo(ScriptedProvider.REPLY);
        assertThat(done.get("tokens_deducted").asLong()).isEqualTo(User.PRICE);
        assertThat(done.get("remaining_tokens").asLong()).isEqualTo(3900);
        assertThat(done.get("id")).isEqualTo(user.message("count to ten").get("id"));
    }

    @Test
    void aModelThatFailsCostsNothing() {
        user.chat("fail", Model.FAILING.id()).expectProblem(ErrorCode.PROVIDER_FAILED);
        JsonNode error = user.stream("fail streamed", Model.FAILING.id()).last("error");

        assertThat(error.get("code").asString()).isEqualTo("PROVIDER_FAILED");
        assertThat(error.get("status").asInt()).isEqualTo(502);
        assertThat(user.message("fail").get("status").asString()).isEqualTo("failed");
        assertThat(user.message("fail streamed").get("status").asString()).isEqualTo("failed");
        assertThat(user.tokens()).isEqualTo(User.WELCOME_TOKENS);
    }

    @Test
    void aCancelledStreamEndsWithWhatWasSaidAndWhatWasCharged() {
        String message = unique("stop it");
        try (var chat = OpenChat.send(user, message, Model.PATIENT)) {
            chat.readUntil("event: start\ndata: ");
            JsonNode start = JsonMapper.shared().readTree(chat.readUntil("\n"));
            chat.readUntil("three");

            cancel(start.get("id")).expect(202);

            chat.readUntil("event: done\ndata: ");
            JsonNode done = JsonMapper.shared().readTree(chat.readUntil("\n"));
            assertThat(done.get("status").asString()).isEqualTo("cancelled");
            assertThat(done.get("response").asString()).startsWith("one two three");
            assertThat(done.get("remaining_tokens").asLong()).isEqualTo(3900);
            assertThat(List.of(done.get("id"), done.get("conversation_id"), done.get("model")))
                    .isEqualTo(List.of(start.get("id"), start.get("conversation_id"), start.get("model")));
        }
        await().until(() -> !system.provider().isAnswering(message));
        JsonNode cancelled = user.message(message);
        assertThat(cancelled.get("status").asString()).isEqualTo("cancelled");
        assertThat(cancelled.get("response").asString()).startsWith("one two three");
        assertThat(cancelled.get("tokens_deducted").asLong()).isEqualTo(User.PRICE);
        cancel(cancelled.get("id")).expectProblem(ErrorCode.NOT_FOUND);
    }

    /** Whether a word was said yet, its sender does not know. */
    @Test
    void aCancelledMessageIsAnsweredAndPaidForAsFarAsItWasSaid() throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            String message = unique("stop it");
            Future<Answer> asking = threads.submit(() -> user.chat(message, Model.PATIENT.id()));
            await().until(() -> system.provider().isAnswering(message));

            cancel(pending(message)).expect(202);

            boolean wasSaid = asking.get().status() == 200;
            if (wasSaid) {
                assertThat(asking.get().text("response")).startsWith("one ");
            } else {
                asking.get().expectProblem(ErrorCode.CANCELLED);
            }
            await().until(() -> !system.provider().isAnswering(message));
            assertThat(user.message(message).get("status").asString()).isEqualTo("cancelled");
            assertThat(user.tokens()).isEqualTo(wasSaid ? 3900 : User.WELCOME_TOKENS);
        }
    }

    @Test
    void aMessageThatIsCancelledBeforeTheFirstWordCostsNothing() throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (boolean streamed : List.of(false, true)) {
                String message = unique("silence");
                Future<Answer> asking = threads.submit(() -> streamed
                        ? user.stream(message, Model.SILENT.id()) : user.chat(message, Model.SILENT.id()));
                await().until(() -> system.provider().isAnswering(message));

                cancel(pending(message)).expect(202);

                JsonNode problem = streamed
                        ? asking.get().last("error") : asking.get().expectProblem(ErrorCode.CANCELLED).json();
                assertThat(problem.get("code").asString()).isEqualTo("CANCELLED");
                await().until(() -> !system.provider().isAnswering(message));
                assertThat(user.message(message).get("status").asString()).isEqualTo("cancelled");
                assertThat(user.tokens()).isEqualTo(User.WELCOME_TOKENS);
            }
        }
    }

    @Test
    void nobodyCanCancelTheMessageOfAnother() {
        String message = unique("mine");
        try (var chat = OpenChat.send(user, message, Model.PATIENT)) {
            chat.readUntil("one");
            JsonNode id = pending(message);

            system.newUser().client().post("/api/chat/" + id.asString() + "/cancel", Map.of())
                    .expectProblem(ErrorCode.NOT_FOUND);

            assertThat(system.provider().isAnswering(message)).isTrue();
            cancel(id).expect(202);
        }
    }

    @Test
    void aConversationTellsTheModelWhatWasSaidBeforeInItAndNothingElse() {
        String first = unique("my name is Ada");
        String second = unique("what is my name");
        String conversation = user.chat(first, Model.STEADY.id()).expect(200).text("conversation_id");
        user.chat(unique("elsewhere"), Model.STEADY.id()).expect(200);

        say(conversation, second).expect(200);

        assertThat(system.provider().promptOf(first)).hasSize(1);
        JsonNode prompt = system.provider().promptOf(second);
        assertThat(prompt).extracting(turn -> turn.get("role").asString() + ": " + turn.get("content").asString())
                .containsExactly("user: " + first, "assistant: " + ScriptedProvider.REPLY, "user: " + second);
    }

    @Test
    void conversationsAreListedByTheirLastActivityAndCanBeRenamedAndArchived() {
        String first = user.chat("Where do the swallows fly in winter?").expect(200).text("conversation_id");
        String second = user.chat("And the storks?").expect(200).text("conversation_id");
        assertThat(list()).containsExactly(
                second + " And the storks? 1", first + " Where do the swallows fly in winter? 1");

        say(first, "And who told them?").expect(200);
        rename(user, first, "Birds").expect(200);
        assertThat(list()).containsExactly(first + " Birds 2", second + " And the storks? 1");
        assertThat(user.client().get("/api/conversations/" + first).expect(200).text("title")).isEqualTo("Birds");

        archive(first, true);
        assertThat(list()).containsExactly(second + " And the storks? 1");
        assertThat(list("?archived=true")).containsExactly(first + " Birds 2");
        assertThat(user.client().get("/api/chat?conversation_id=" + first).expect(200).json().get("results"))
                .hasSize(2);
        archive(first, false);
        assertThat(list()).containsExactly(first + " Birds 2", second + " And the storks? 1");

        archive(first, true);
        say(first, "Who else?").expect(200);
        assertThat(list()).containsExactly(first + " Birds 3", second + " And the storks? 1");
    }

    @Test
    void aDeletedConversationIsOverForGoodAndNobodyReadsIt() {
        String conversation = user.chat("my secret").expect(200).text("conversation_id");
        user.chat("Hello").expect(200);

        delete(user, conversation).expect(204);

        assertThat(list()).hasSize(1);
        assertThat(list("?archived=true")).isEmpty();
        assertThat(user.history()).extracting(message -> message.get("message").asString()).containsExactly("Hello");
        user.client().get("/api/conversations/" + conversation).expectProblem(ErrorCode.NOT_FOUND);
        user.client().get("/api/chat?conversation_id=" + conversation).expectProblem(ErrorCode.NOT_FOUND);
        say(conversation, "anybody there?").expectProblem(ErrorCode.NOT_FOUND);
        delete(user, conversation).expectProblem(ErrorCode.NOT_FOUND);
        assertThat(user.tokens()).isEqualTo(3800);

        Client admin = system.admin().client();
        Answer seen = admin.get("/api/admin/users/" + user.id() + "/conversations").expect(200);
        assertThat(seen.json().get("results").valueStream()
                        .filter(each -> !each.get("deleted_at").isNull())
                        .map(each -> each.get("id").asString() + " " + each.get("messages").asLong()))
                .containsExactly(conversation + " 1");
        assertThat(seen.body()).doesNotContain("my secret");
        admin.post("/api/admin/users/" + user.id() + "/chat/open", Map.of("reason", "a test")).expect(200);
        assertThat(admin.get("/api/admin/users/" + user.id() + "/chat").expect(200).body()).doesNotContain("my secret");
    }

    @Test
    void theConversationOfAnotherIsNotThere() {
        String conversation = user.chat("Hello").expect(200).text("conversation_id");
        User stranger = system.newUser();

        for (String id : List.of(conversation, UUID.randomUUID().toString(), "no-id")) {
            stranger.client().get("/api/conversations/" + id).expectProblem(ErrorCode.NOT_FOUND);
            rename(stranger, id, "Mine").expectProblem(ErrorCode.NOT_FOUND);
            delete(stranger, id).expectProblem(ErrorCode.NOT_FOUND);
        }
        stranger.client().post("/api/chat", Map.of("message", "Hello", "conversation_id", conversation))
                .expectProblem(ErrorCode.NOT_FOUND);
        assertThat(stranger.tokens()).isEqualTo(User.WELCOME_TOKENS);
        assertThat(list()).containsExactly(conversation + " Hello 1");
    }

    /** The id of a message that is still being answered, as its sender finds it. */
    private JsonNode pending(String message) {
        assertThat(user.message(message).get("status").asString()).isEqualTo("pending");
        return user.message(message).get("id");
    }

    private Answer cancel(JsonNode id) {
        return user.client().post("/api/chat/" + id.asString() + "/cancel", Map.of());
    }

    private Answer say(String conversation, String message) {
        return user.client().post("/api/chat", Map.of(
                "message", message, "model", Model.STEADY.id(), "conversation_id", conversation));
    }

    private void archive(String conversation, boolean archived) {
        user.client().json("PATCH", "/api/conversations/" + conversation, Map.of("archived", archived)).expect(200);
    }

    private static Answer rename(User by, String conversation, String title) {
        return by.client().json("PATCH", "/api/conversations/" + conversation, Map.of("title", title));
    }

    private static Answer delete(User by, String conversation) {
        return by.client().json("DELETE", "/api/conversations/" + conversation, Map.of());
    }

    /** Id, title and number of messages. */
    private List<String> list() {
        return list("");
    }

    private List<String> list(String query) {
        return user.client().get("/api/conversations" + query).expect(200).json().get("results").valueStream()
                .map(conversation -> String.join(" ",
                        conversation.get("id").asString(),
                        conversation.get("title").asString(),
                        conversation.get("messages").toString()))
                .toList();
    }

    private static String unique(String text) {
        return text + " " + UUID.randomUUID();
    }
}
