package io.chatledger.personal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chatledger.api.AccountEvent;
import io.chatledger.api.MessageSent;
import io.chatledger.api.ProfileChanged;
import io.chatledger.api.TokensGranted;
import io.chatledger.api.UserRegistered;
import java.util.List;
import javax.crypto.SecretKey;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class PersonalTextTest {

    private static final String ADA = "00000000-0000-0000-0000-00000000000a";
    private static final String BEN = "00000000-0000-0000-0000-00000000000b";
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final SecretKey KEY = KeyEncryptionKey.makeAccountKey();
    private static final AccountKeys KEYS = (_, _) -> KEY;
    private static final AccountKeys DESTROYED = (_, _) -> null;

    @Test
    void whatIsPersonalIsSealedAndReadsAsItWasWithItsKey() {
        var event = new MessageSent(ADA, "m", "c", "Hello \uD83D\uDC4B \u0000", "echo", "key", "hash of it");
        String stored = new String(sealed(event), UTF_8);

        assertThat(stored).doesNotContain("Hello", "hash of it").contains("\"messageId\":\"m\"", "\"key\"", "2026");
        assertThat(opened(event, sealed(event), KEYS)).isEqualTo(event);
    }

    @Test
    void withoutItsKeyItReadsErasedOrNothing() {
        var registered = new UserRegistered(ADA, "ada", "ada@example.org", List.of("USER"));

        assertThat(opened(registered, sealed(registered), DESTROYED))
                .isEqualTo(new UserRegistered(ADA, "[erased]", null, List.of("USER")));
    }

    @Test
    void whatIsSealedWithoutAKeyIsNotThereForAnybody() {
        var event = new MessageSent(ADA, "m", "c", "Hello", "echo", null, null);
        byte[] stored = PersonalText.seal(
                event.getClass().getName(), ADA, 2026, JSON.writeValueAsBytes(event), DESTROYED);

        assertThat(opened(event, stored, KEYS))
                .isEqualTo(new MessageSent(ADA, "m", "c", "[erased]", "echo", null, null));
    }

    @Test
    void whatWasStoredInTheClearAndWhatIsNotThereAtAllReadsAsItIs() {
        var clear = new UserRegistered(ADA, "{\"sealed\":\"x\"}", null, List.of());
        var none = new ProfileChanged(ADA, null);

        assertThat(opened(clear, JSON.writeValueAsBytes(clear), DESTROYED)).isEqualTo(clear);
        assertThat(opened(none, sealed(none), DESTROYED)).isEqualTo(none);
    }

    @Test
    void aTokenEventIsStoredAsItIs() {
        var granted = new TokensGranted(ADA, 4000, "welcome", "system");

        assertThat(sealed(granted)).isEqualTo(JSON.writeValueAsBytes(granted));
    }

    @Test
    void whatWasMovedToAnotherAccountOrFieldOrChangedDoesNotOpen() {
        var event = new UserRegistered(ADA, "ada", "ada@example.org", List.of());
        String stored = new String(sealed(event), UTF_8);
        String swapped = stored.replace("username", "other").replace("email", "username").replace("other", "email");

        for (String wrong : List.of(swapped, stored.replace("2026", "2027"))) {
            assertThatThrownBy(() -> opened(event, wrong.getBytes(UTF_8), KEYS))
                    .isInstanceOf(IllegalStateException.class);
        }
        assertThatThrownBy(() -> PersonalText.open(event.getClass().getName(), BEN, sealed(event), KEYS))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> opened(event, sealed(event), (_, _) -> KeyEncryptionKey.makeAccountKey()))
                .isInstanceOf(IllegalStateException.class).hasMessageNotContaining("ada@");
    }

    @Test
    void aKeyIsWrappedForItsAccountAndYearAlone() {
        KeyEncryptionKey wrapping = KeyEncryptionKey.parse(KeyEncryptionKey.make() + "\n");
        byte[] wrapped = wrapping.wrap(KEY, ADA, 2026);

        assertThat(wrapping.unwrap(wrapped, ADA, 2026)).isEqualTo(KEY);
        assertThatThrownBy(() -> wrapping.unwrap(wrapped, BEN, 2026)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> wrapping.unwrap(wrapped, ADA, 2027)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> KeyEncryptionKey.parse(KeyEncryptionKey.make()).unwrap(wrapped, ADA, 2026))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> KeyEncryptionKey.parse("0".repeat(63))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> KeyEncryptionKey.parse("g".repeat(64))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aWholeThingIsSealedTheSameWay() {
        byte[] clear = "{\"email\":\"ada@example.org\"}".getBytes(UTF_8);
        byte[] sealed = PersonalText.sealWhole("snapshot", ADA, 2026, clear, KEYS);

        assertThat(new String(sealed, UTF_8)).doesNotContain("ada@");
        assertThat(PersonalText.openWhole("snapshot", ADA, sealed, KEYS)).isEqualTo(clear);
        assertThatThrownBy(() -> PersonalText.openWhole("snapshot", BEN, sealed, KEYS))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> PersonalText.openWhole("snapshot", ADA, sealed, DESTROYED))
                .isInstanceOf(IllegalStateException.class);
    }

    private static byte[] sealed(AccountEvent event) {
        return PersonalText.seal(event.getClass().getName(), ADA, 2026, JSON.writeValueAsBytes(event), KEYS);
    }

    private static AccountEvent opened(AccountEvent event, byte[] stored, AccountKeys keys) {
        return JSON.treeToValue(
                PersonalText.open(event.getClass().getName(), ADA, stored, keys), event.getClass());
    }
}
