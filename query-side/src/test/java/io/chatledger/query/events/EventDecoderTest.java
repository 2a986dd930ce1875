package io.chatledger.query.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chatledger.api.AccountEvent;
import io.chatledger.api.TokenEvent;
import io.chatledger.api.TokensGranted;
import io.chatledger.query.TestDatabase;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;

class EventDecoderTest {

    private static final JdbcClient DATABASE = TestDatabase.create().as("chatledger_query");
    private static final String ID = "7b0a5a6e-5b7e-4f8e-9f62-0d6d1f1f4a11";

    @Test
    void everyEventOfTheFamilyIsKnown() {
        assertThat(EventDecoder.storedNames(AccountEvent.class)).hasSize(20).contains("io.chatledger.api.HoldReleased");
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
    void anEventWithoutATimeIsUnreadable() {
        assertThatThrownBy(() -> decode(TokensGranted.class.getName(),
                "{\"accountId\":\"%s\",\"amount\":1,\"reason\":\"a\",\"actor\":\"b\"}".formatted(ID), "noon"))
                .isInstanceOf(UnreadableEvent.class);
    }

    private static RecordedEvent decode(String type, String payload, String time) {
        assertThat(Arrays.asList(EventDecoder.COLUMNS.split(", "))).hasSize(6);
        return DATABASE.sql("""
                        SELECT 7::bigint AS position, ? AS aggregate_identifier, 3::bigint AS sequence_number,
                            ? AS time_stamp, ? AS payload_type, convert_to(?, 'UTF8') AS payload""")
                .params(ID, time, type, payload)
                .query(new EventDecoder())
                .single();
    }
}
