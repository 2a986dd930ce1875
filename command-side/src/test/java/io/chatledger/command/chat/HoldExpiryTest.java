package io.chatledger.command.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chatledger.api.AccountId;
import io.chatledger.api.Balance;
import io.chatledger.api.CheckBalance;
import io.chatledger.api.ConversationId;
import io.chatledger.api.Finish;
import io.chatledger.api.MessageId;
import io.chatledger.api.MessageText;
import io.chatledger.api.RecordReply;
import io.chatledger.api.SendMessage;
import io.chatledger.api.TokenAmount;
import io.chatledger.command.Api;
import io.chatledger.command.CommandSideTest;
import io.chatledger.command.TestDatabase;
import io.chatledger.command.account.AccountCommands;
import io.chatledger.command.account.Settlement;
import io.chatledger.command.copy.Copy;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Properties;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

@CommandSideTest
class HoldExpiryTest {

    private static final TokenAmount PRICE = new TokenAmount(100);

    @LocalServerPort
    int port;

    @Autowired
    AccountCommands commands;

    @Autowired
    Copy copy;

    @Autowired
    JdbcClient jdbc;

    @Test
    void anOpenHoldIsNotedUntilItIsSettled() {
        AccountId account = account();
        MessageId message = hold(account);
        assertThat(isNoted(message)).isTrue();

        commands.send(new RecordReply(account, message, "hello", Finish.STOP, PRICE, null));

        assertThat(isNoted(message)).isFalse();
    }

    @Test
    void aHoldThatNobodyResolvesExpiresAndALateReplyIsFree() {
        AccountId account = account();
        MessageId message = hold(account);
        assertThat(balance(account)).isEqualTo(new Balance(4000, 100));

        timePasses(message);

        await().until(() -> balance(account).equals(new Balance(4000, 0)));
        assertThat(isNoted(message)).isFalse();
        assertThat(commands.send(new RecordReply(account, message, "late", Finish.STOP, PRICE, null)))
                .isEqualTo(new Settlement(0, new Balance(4000, 0)));
    }

    @Test
    void aHoldThatIsNotDueStays() {
        AccountId early = account();
        AccountId due = account();
        MessageId kept = hold(early);

        timePasses(hold(due));

        await().until(() -> balance(due).equals(new Balance(4000, 0)));
        assertThat(balance(early)).isEqualTo(new Balance(4000, 100));
        assertThat(isNoted(kept)).isTrue();
    }

    @Test
    void theHoldOfACopyThatIsGoneIsReleasedButNotThatOfOneThatIsSlow() throws SQLException {
        String slow = "1000000000-1@slow";
        String gone = "1000000001-1@gone";
        AccountId waiting = account();
        AccountId abandoned = account();
        MessageId answered = hold(waiting);
        MessageId forgotten = hold(abandoned);
        try (Connection stopped = connection(slow)) {
            lastSeenLongAgo(slow);
            lastSeenLongAgo(gone);
            heldBy(answered, slow);
            heldBy(forgotten, gone);

            await().until(() -> balance(abandoned).equals(new Balance(4000, 0)));
            assertThat(isNoted(forgotten)).isFalse();
            assertThat(copies()).contains(slow, copy.id()).doesNotContain(gone);
            assertThat(balance(waiting)).isEqualTo(new Balance(4000, 100));
        }
        await("its process has died").until(() -> balance(waiting).equals(new Balance(4000, 0)));
        assertThat(copies()).contains(copy.id()).doesNotContain(slow);
    }

    private void lastSeenLongAgo(String copy) {
        jdbc.sql("INSERT INTO events.copy (copy_id, seen_at) VALUES (?, now() - interval '1 hour')")
                .param(copy)
                .update();
    }

    private List<String> copies() {
        return jdbc.sql("SELECT copy_id FROM events.copy").query(String.class).list();
    }

    private static Connection connection(String ofCopy) throws SQLException {
        var properties = new Properties();
        properties.put("ApplicationName", "command-side " + ofCopy);
        return DriverManager.getConnection(TestDatabase.url("chatledger_command"), properties);
    }

    private void heldBy(MessageId message, String copy) {
        jdbc.sql("UPDATE events.message SET held_by = ? WHERE message_id = ?")
                .params(copy, message.value())
                .update();
    }

    private AccountId account() {
        return AccountId.parse(new Api(port).register().id());
    }

    /** What a process leaves behind that dies while the model speaks. */
    private MessageId hold(AccountId account) {
        var message = new MessageId(UUID.randomUUID());
        commands.send(new SendMessage(
                account, message, new ConversationId(UUID.randomUUID()), new MessageText("hi"), "echo", PRICE,
                "100 a message", null, null));
        return message;
    }

    private void timePasses(MessageId message) {
        jdbc.sql("UPDATE events.message SET due_at = due_at - interval '11 minutes' WHERE message_id = ?")
                .param(message.value())
                .update();
    }

    private boolean isNoted(MessageId message) {
        return jdbc.sql("SELECT EXISTS (SELECT 1 FROM events.message WHERE message_id = ? AND due_at IS NOT NULL)")
                .param(message.value())
                .query(Boolean.class)
                .single();
    }

    private Balance balance(AccountId account) {
        return commands.send(new CheckBalance(account));
    }
}
