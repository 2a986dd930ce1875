package io.chatledger.query.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chatledger.api.AccountErased;
import io.chatledger.api.AccountEvent;
import io.chatledger.api.ConversationRenamed;
import io.chatledger.api.TokenEvent;
import io.chatledger.api.TokensGranted;
import io.chatledger.personal.KeyEncryptionKey;
import io.chatledger.personal.PersonalText;
import io.chatledger.query.QuerySettings;
import io.chatledger.query.TestDatabase;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Stream;
import javax.crypto.SecretKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;

class EventDecoderTest {

    private static final TestDatabase CREATED = TestDatabase.create();
    private static final JdbcClient DATABASE = CREATED.as("chatledger_query");
    private static final JdbcClient OWNER = CREATED.as("chatledger_command");
    private static final KeyEncryptionKey WRAPPING = KeyEncryptionKey.parse("ab".repeat(32));
    private static final QuerySettings SETTINGS = new QuerySettings(
            URI.create("http://localhost/"), 0, Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ofSeconds(1),
            Duration.ofSeconds(1),
            new QuerySettings.Personal("ab".repeat(32), Path.of("none"), 10, Duration.ofMinutes(1)), null, null);
    private static final String ID = "7b0a5a6e-5b7e-4f8e-9f62-0d6d1f1f4a11";

    @Test
    void everyEventOfTheFamilyIsKnown() {
        assertThat(EventDecoder.storedNames(AccountEvent.class)).hasSize(21).contains("io.chatledger.api.HoldReleased");
        assertThat(EventDecoder.storedNames(TokenEvent.class)).hasSize(5);
        assertThat(EventDecoder.storedName("TokensGranted")).contains("io.chatledger.api.TokensGranted");
        assertThat(EventDecoder.storedName("TokenEvent")).isEmpty();
        assertThat(EventDecoder.storedName("io.chatledger.api.TokensGranted")).isEmpty();
    }

    @Test
    void anEventIsReadAsItWasWrittenToTheMicrosecond() {
        RecordedEvent recorded = decode(TokensGranted.class.getName(),
                "{\"accountId\":\"%s\",\"amount\":9007199254740993,\"reason\":\"a\",\"actor\":\"system\"}"
                        .formatted(ID),
                "2026-01-31T12:00:00.123456789Z");

        assertThat(recorded.event()).isEqualTo(new TokensGranted(ID, 9007199254740993L, "a", "system"));
        assertThat(recorded.recordedAt()).isEqualTo("2026-01-31T12:00:00.123456Z");
        assertThat(recorded.position()).isEqualTo(7);
        assertThat(recorded.sequenceNumber()).isEqualTo(3);
    }

    @Test
    void aFieldThatALaterVersionHasAddedIsLetPass() {
        assertThat(decode(TokensGranted.class.getName(),
                "{\"accountId\":\"%s\",\"amount\":1,\"reason\":\"a\",\"actor\":\"b\",\"new\":1}".formatted(ID),
                "2026-01-31T12:00:00Z").event()).isEqualTo(new TokensGranted(ID, 1, "a", "b"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"java.lang.String", "io.chatledger.api.TokenEvent", "io.chatledger.api.Balance",
        "io.chatledger.api.TokensBurnt", ""})
    void onlyEventsAreEverLoaded(String type) {
        assertThatThrownBy(() -> decode(type, "{\"accountId\":\"" + ID + "\"}", "2026-01-31T12:00:00Z"))
                .isInstanceOf(UnreadableEvent.class);
    }

    static Stream<String> unreadable() {
        return Stream.of(
                "{\"accountId\":\"%s\",\"reason\":\"secret\",\"actor\":\"b\"}",
                "{\"accountId\":\"%s\",\"amount\":null,\"reason\":\"secret\",\"actor\":\"b\"}",
                "{\"accountId\":\"%s\",\"amount\":\"5\",\"reason\":\"secret\",\"actor\":\"b\"}",
                "{\"accountId\":\"%s\",\"amount\":1.5,\"reason\":\"secret\",\"actor\":\"b\"}",
                "{\"accountId\":\"%s\",\"amount\":99999999999999999999,\"reason\":\"secret\",\"actor\":\"b\"}",
                "{\"accountId\":\"00000000-0000-0000-0000-000000000000\",\"amount\":1,\"reason\":\"secret\"}",
                "{\"amount\":1,\"reason\":\"secret\",\"actor\":\"b\"}",
                "secret", "", "null", "[]");
    }

    @ParameterizedTest
    @MethodSource("unreadable")
    void anAmountIsNeverMadeUpAndNothingOfThePayloadGetsIntoTheMessage(String payload) {
        assertThatThrownBy(() -> decode(
                TokensGranted.class.getName(), payload.formatted(ID), "2026-01-31T12:00:00Z"))
                .isInstanceOf(UnreadableEvent.class)
                .hasMessageContaining("position 7")
                .hasNoCause()
                .satisfies(problem -> assertThat(problem.toString()).doesNotContain("secret"));
    }

    @Test
    void whatIsSealedIsReadUntilItsKeyIsDestroyed() {
        SecretKey key = KeyEncryptionKey.makeAccountKey();
        OWNER.sql("INSERT INTO events.personal_key VALUES (?::uuid, 2026, ?)")
                .params(ID, WRAPPING.wrap(key, ID, 2026)).update();
        var renamed = new ConversationRenamed(ID, "c", "Greetings");
        String type = ConversationRenamed.class.getName();
        String stored = new String(PersonalText.seal(
                type, ID, 2026, JsonMapper.shared().writeValueAsBytes(renamed), (_, _) -> key), StandardCharsets.UTF_8);
        var decoder = new EventDecoder(new PersonalKeys(DATABASE, SETTINGS));

        assertThat(decode(decoder, type, stored, "2026-01-31T12:00:00Z").event()).isEqualTo(renamed);
        OWNER.sql("DELETE FROM events.personal_key WHERE year = 2026").update();
        decode(decoder, AccountErased.class.getName(),
                "{\"accountId\":\"%s\",\"actor\":\"%s\"}".formatted(ID, ID), "2026-01-31T12:00:00Z");
        assertThat(decode(decoder, type, stored, "2026-01-31T12:00:00Z").event())
                .isEqualTo(new ConversationRenamed(ID, "c", "[erased]"));
    }

    @Test
    void whatOpensWithNoneOfTheKeysIsNotTakenForErased() {
        OWNER.sql("INSERT INTO events.personal_key VALUES (?::uuid, 2025, ?)")
                .params(ID, KeyEncryptionKey.parse("cd".repeat(32)).wrap(KeyEncryptionKey.makeAccountKey(), ID, 2025))
                .update();
        String stored = """
                {"accountId":"%s","conversationId":"c","title":{"sealed":"AAAA","year":2025}}""".formatted(ID);

        assertThatThrownBy(() -> decode(ConversationRenamed.class.getName(), stored, "2026-01-31T12:00:00Z"))
                .isInstanceOf(UnreadableEvent.class).hasMessageContaining("cannot be unwrapped");
    }

    @Test
    void anEventWithoutATimeIsUnreadable() {
        assertThatThrownBy(() -> decode(TokensGranted.class.getName(),
                "{\"accountId\":\"%s\",\"amount\":1,\"reason\":\"a\",\"actor\":\"b\"}".formatted(ID), "noon"))
                .isInstanceOf(UnreadableEvent.class);
    }

    private static RecordedEvent decode(String type, String payload, String time) {
        return decode(new EventDecoder(new PersonalKeys(DATABASE, SETTINGS)), type, payload, time);
    }

    private static RecordedEvent decode(EventDecoder decoder, String type, String payload, String time) {
        assertThat(Arrays.asList(EventDecoder.COLUMNS.split(", "))).hasSize(6);
        return DATABASE.sql("""
                        SELECT 7::bigint AS position, ? AS aggregate_identifier, 3::bigint AS sequence_number,
                            ? AS time_stamp, ? AS payload_type, convert_to(?, 'UTF8') AS payload""")
                .params(ID, time, type, payload)
                .query(decoder)
                .single();
    }
}
