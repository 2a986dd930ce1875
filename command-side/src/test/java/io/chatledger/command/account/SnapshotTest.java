package io.chatledger.command.account;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatledger.api.HoldReleased;
import io.chatledger.api.MessageId;
import io.chatledger.api.ReleaseReason;
import io.chatledger.api.TokensHeld;
import java.util.UUID;
import org.axonframework.serialization.Serializer;
import org.axonframework.serialization.SimpleSerializedObject;
import org.axonframework.serialization.jackson3.Jackson3Serializer;
import org.junit.jupiter.api.Test;

/** An account that is read from a snapshot is the account of which it was taken. */
class SnapshotTest {

    private static final String ACCOUNT = UUID.randomUUID().toString();

    private final Serializer serializer = Jackson3Serializer.builder().build();

    @Test
    void nothingOfAnAccountIsLeftOut() {
        String stored = """
                {"accountId":"%s","balance":{"balance":3900,"held":100},\
                "budgets":{"unpaid":{"m1":{"keyId":"k1","within":"2026-11"}},\
                "uses":{"k1":{"within":"2026-11","usedUp":100}}},\
                "conversations":{"lastMessageAt":"2026-11-20T10:15:30.123Z","newest":{\
                "c2":{"title":"Greetings","archived":null,"deleted":false},\
                "c1":{"title":null,"archived":true,"deleted":false},\
                "c3":{"title":null,"archived":null,"deleted":true}}},\
                "holds":{"expired":["e1","e2"],"openAmounts":{"o1":100}},\
                "identity":{"roles":["USER"],"email":"ada@x.org","suspended":true,"closed":true,"erased":false}}"""
                .formatted(ACCOUNT);

        UserAccount account = read(stored, UserAccount.class);

        assertThat(write(account)).isEqualTo(stored);
    }

    @Test
    void anOpenHoldStaysOpenAndAnExpiredOneCanStillBeAnswered() {
        MessageId open = message();
        MessageId expired = message();
        var holds = new Holds();
        hold(holds, open);
        expire(holds, expired);

        Holds again = read(write(holds), Holds.class);

        assertThat(again.isOpen(open)).isTrue();
        assertThat(again.amount(open).value()).isEqualTo(100);
        assertThat(again.hasExpired(expired)).isTrue();
    }

    @Test
    void theOldestOfTheExpiredIsStillTheFirstToBeForgotten() {
        MessageId oldest = message();
        MessageId second = message();
        var holds = new Holds();
        expire(holds, oldest);
        expire(holds, second);
        for (int i = 0; i < 98; i++) {
            expire(holds, message());
        }

        Holds again = read(write(holds), Holds.class);
        expire(again, message());

        assertThat(again.hasExpired(oldest)).isFalse();
        assertThat(again.hasExpired(second)).isTrue();
    }

    private static void hold(Holds holds, MessageId message) {
        holds.follow(new TokensHeld(ACCOUNT, message.toString(), 100, "100 a message"));
    }

    private static void expire(Holds holds, MessageId message) {
        hold(holds, message);
        holds.follow(new HoldReleased(ACCOUNT, message.toString(), 100, ReleaseReason.EXPIRED.name()));
    }

    private static MessageId message() {
        return new MessageId(UUID.randomUUID());
    }

    private String write(Object snapshot) {
        return serializer.serialize(snapshot, String.class).getData();
    }

    private <T> T read(String stored, Class<T> type) {
        return serializer.deserialize(new SimpleSerializedObject<>(stored, String.class, type.getName(), null));
    }
}
