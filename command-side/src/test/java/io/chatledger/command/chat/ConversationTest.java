package io.chatledger.command.chat;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatledger.api.AccountId;
import io.chatledger.api.ConversationId;
import io.chatledger.command.Api;
import io.chatledger.command.Api.Answer;
import io.chatledger.command.Api.User;
import io.chatledger.command.CommandSideTest;
import io.chatledger.command.chat.Prompt.Role;
import io.chatledger.command.chat.Prompt.Turn;
import io.chatledger.command.copy.Copy;
import io.chatledger.command.personal.PersonalKeys;
import io.chatledger.command.store.GroupCommit;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.axonframework.serialization.Serializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DelegatingDataSource;

@CommandSideTest
class ConversationTest {

    @LocalServerPort
    int port;

    @Autowired
    DataSource database;

    @Autowired
    GroupCommit commit;

    @Autowired
    Copy copy;

    @Autowired
    Serializer serializer;

    @Autowired
    PersonalKeys keys;

    @Autowired
    TokenCounter counter;

    Api api;
    User user;
    String conversation;

    @BeforeEach
    void connect() {
        api = new Api(port);
        user = api.register();
        conversation = api.chat(user, "hello").json().get("conversation_id").asString();
    }

    @Test
    void oneRenamesOnesOwnConversation() {
        Answer renamed = rename(conversation, user, "{\"title\": \"Greetings\"}");

        assertThat(renamed.status()).isEqualTo(200);
        assertThat(renamed.json().get("title").asString()).isEqualTo("Greetings");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"title\": \" \"}", "{\"title\": \"two\\nlines\"}", "{\"title\": 1}"})
    void aTitleIsOneLineOfText(String body) {
        assertThat(rename(conversation, user, body).status()).isEqualTo(400);
    }

    @Test
    void aTitleHasAtMost200Characters() {
        assertThat(rename(conversation, user, "{\"title\": \"%s\"}".formatted("x".repeat(200))).status())
                .isEqualTo(200);
        assertThat(rename(conversation, user, "{\"title\": \"%s\"}".formatted("x".repeat(201))).status())
                .isEqualTo(400);
    }

    @Test
    void whatAChangeDoesNotNameStays() {
        Answer archived = rename(conversation, user, "{\"archived\": true}");
        assertThat(archived.response().body()).isEqualTo("{\"id\":\"%s\",\"archived\":true}".formatted(conversation));
        assertThat(rename(conversation, user, "{}").response().body())
                .isEqualTo("{\"id\":\"%s\"}".formatted(conversation));
        assertThat(rename(conversation, user, "{\"archived\": \"yes\"}").status()).isEqualTo(400);
    }

    @Test
    void aDeletedConversationIsOverForGoodAndCostsNothingMore() {
        Answer keyed = say(user, conversation, "Idempotency-Key", "key-1");
        assertThat(keyed.status()).isEqualTo(200);

        assertThat(delete(conversation, user).status()).isEqualTo(204);

        assertThat(say(user, conversation).code()).isEqualTo("NOT_FOUND");
        assertThat(rename(conversation, user, "{\"archived\": false}").status()).isEqualTo(404);
        assertThat(delete(conversation, user).status()).isEqualTo(404);
        assertThat(say(user, conversation, "Idempotency-Key", "key-1").code()).isEqualTo("NOT_FOUND");
        assertThat(api.available(user)).isEqualTo(3800);
    }

    @Test
    void anothersConversationIsNotThere() {
        User other = api.register();
        for (String id : List.of(conversation, UUID.randomUUID().toString(), "no-id")) {
            assertThat(rename(id, other, "{\"title\": \"Mine\"}").status()).isEqualTo(404);
            assertThat(delete(id, other).status()).isEqualTo(404);
        }
        assertThat(say(other, conversation).status()).isEqualTo(404);
        assertThat(api.available(other)).isEqualTo(4000);
    }

    @Test
    void theContextOfAMessageTakesTwoStatementsHoweverMuchWasSaid() {
        for (String next : List.of("one", "two", "three")) {
            carryOn(next);
        }
        var statements = new AtomicInteger();
        var jdbc = JdbcClient.create(new DelegatingDataSource(database) {
            @Override
            public Connection getConnection() throws SQLException {
                statements.incrementAndGet();
                return super.getConnection();
            }
        });
        ChatSettings settings = AnyChatSettings.withContext(3);
        var conversations = new Conversations(
                new MessageTable(jdbc, commit, copy, settings),
                new AccountEvents(jdbc, serializer, keys),
                counter,
                settings);

        List<Turn> context =
                conversations.context(AccountId.parse(user.id()), ConversationId.parse(conversation), true);

        assertThat(context).filteredOn(turn -> turn.role() == Role.USER).extracting(Turn::text)
                .containsExactly("one", "two", "three");
        assertThat(context).filteredOn(turn -> turn.role() == Role.ASSISTANT).hasSize(3);
        assertThat(statements).hasValue(2);
    }

    private void carryOn(String message) {
        String body = "{\"message\": \"%s\", \"conversation_id\": \"%s\"}".formatted(message, conversation);
        assertThat(api.send("POST", "/api/chat", user, body).status()).isEqualTo(200);
    }

    private Answer rename(String id, User by, String body) {
        return api.send("PATCH", "/api/conversations/" + id, by, body);
    }

    private Answer say(User by, String id, String... headers) {
        String body = "{\"message\": \"hi\", \"model\": \"echo\", \"conversation_id\": \"%s\"}".formatted(id);
        return api.send("POST", "/api/chat", by, body, headers);
    }

    private Answer delete(String id, User by) {
        return api.send("DELETE", "/api/conversations/" + id, by, null);
    }
}
