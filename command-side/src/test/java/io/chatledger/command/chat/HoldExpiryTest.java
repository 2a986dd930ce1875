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
import io.chatledger.command.account.AccountCommands;
import io.chatledger.command.account.Settlement;
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
