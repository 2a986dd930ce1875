package io.chatledger.command.operation;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatledger.api.AccountId;
import io.chatledger.api.ConversationId;
import io.chatledger.api.ErrorCode;
import io.chatledger.api.FailReply;
import io.chatledger.api.MessageId;
import io.chatledger.api.MessageText;
import io.chatledger.api.SendMessage;
import io.chatledger.api.TokenAmount;
import io.chatledger.command.Api;
import io.chatledger.command.Api.Answer;
import io.chatledger.command.CommandSideTest;
import io.chatledger.command.account.AccountCommands;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

@CommandSideTest
class HoldsTest {

    @LocalServerPort
    int port;

    @Autowired
    AccountCommands commands;

    @Autowired
    JdbcClient jdbc;

    Api api;
    AccountId account;
    final List<MessageId> held = new ArrayList<>();

    @BeforeEach
    void connect() {
        api = new Api(port);
        account = AccountId.parse(api.register().id());
    }

    @AfterEach
    void letGo() {
        held.forEach(message -> commands.send(new FailReply(account, message, ErrorCode.INTERNAL)));
    }

    @Test
    void openHoldsAreListedFromTheOldestWithWhatTheyHold() {
        MessageId young = hold(100, Duration.ofSeconds(1));
        MessageId old = hold(70, Duration.ofSeconds(400));

        List<JsonNode> mine = mine(holds());

        assertThat(mine).extracting(hold -> hold.get("message_id").asString())
                .containsExactly(old.toString(), young.toString());
        assertThat(mine).extracting(hold -> hold.get("tokens").asLong()).containsExactly(70L, 100L);
        assertThat(mine.getFirst().get("age_seconds").asLong()).isBetween(400L, 430L);
        assertThat(mine.getFirst().get("account_id").asString()).isEqualTo(account.toString());
    }

    @Test
    void whatIsResolvedIsNotHeldAnyMore() {
        MessageId message = hold(100, Duration.ZERO);
        long before = holds().get("open").asLong();

        commands.send(new FailReply(account, message, ErrorCode.PROVIDER_FAILED));

        assertThat(holds().get("open").asLong()).isEqualTo(before - 1);
        assertThat(mine(holds())).isEmpty();
    }

    /** The borders are wide enough for a slow machine. */
    @Test
    void eachIsCountedInOneClassOfAge() {
        List<Long> before = byAge();

        for (int seconds : List.of(0, 10, 59 - 30, 60, 299 - 30, 300, 500)) {
            hold(1, Duration.ofSeconds(seconds));
        }

        List<Long> after = byAge();
        assertThat(after.get(0) - before.get(0)).isEqualTo(1);
        assertThat(after.get(1) - before.get(1)).isEqualTo(2);
        assertThat(after.get(2) - before.get(2)).isEqualTo(2);
        assertThat(after.get(3) - before.get(3)).isEqualTo(2);
        assertThat(holds().get("open_is_exact").asBoolean()).isTrue();
    }

    @Test
    void asManyAreListedAsAreWantedAndAllAreCounted() {
        hold(1, Duration.ZERO);
        hold(1, Duration.ZERO);

        JsonNode one = api.send("GET", "/api/ops/holds?limit=1", api.admin(), null).json();

        assertThat(one.get("results")).hasSize(1);
        assertThat(one.get("open").asLong()).isGreaterThanOrEqualTo(2);
        assertThat(api.send("GET", "/api/ops/holds?limit=200", api.admin(), null).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"limit=0", "limit=201", "limit=x", "age=1"})
    void otherQuestionsAreRefused(String query) {
        Answer refused = api.send("GET", "/api/ops/holds?" + query, api.admin(), null);

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.code()).isEqualTo("INVALID_REQUEST");
    }

    @Test
    void theyAreForOperatorsOnly() {
        assertThat(api.send("GET", "/api/ops/holds", api.register(), null).status()).isEqualTo(403);
        assertThat(api.send("GET", "/api/ops/providers", api.register(), null).status()).isEqualTo(403);
        assertThat(api.send("GET", "/api/ops/providers", null, null).status()).isEqualTo(401);
    }

    private MessageId hold(long tokens, Duration age) {
        var message = new MessageId(UUID.randomUUID());
        commands.send(new SendMessage(
                account, message, new ConversationId(UUID.randomUUID()), new MessageText("hi"), "echo",
                new TokenAmount(tokens), "by use", null, null));
        held.add(message);
        Instant sentAt = Instant.now().minus(age);
        jdbc.sql("UPDATE events.message SET sent_at = ?, due_at = ? WHERE message_id = ?")
                .param(sentAt.atOffset(ZoneOffset.UTC))
                .param(sentAt.plusSeconds(600).atOffset(ZoneOffset.UTC))
                .param(message.value())
                .update();
        return message;
    }

    private JsonNode holds() {
        Answer answer = api.send("GET", "/api/ops/holds?limit=200", api.admin(), null);
        assertThat(answer.status()).isEqualTo(200);
        return answer.json();
    }

    private List<JsonNode> mine(JsonNode holds) {
        return holds.get("results").valueStream()
                .filter(hold -> hold.get("account_id").asString().equals(account.toString()))
                .toList();
    }

    private List<Long> byAge() {
        return holds().get("by_age").valueStream().map(age -> age.get("holds").asLong()).toList();
    }
}
