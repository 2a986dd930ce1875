package io.chatledger.standalone.verify;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chatledger.api.TokensGranted;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/** A leaf that this program does not understand to the letter is not guessed at. */
class LogEntryTest {

    private static final String GRANTED =
            "{\"accountId\":\"a1\",\"amount\":4000,\"reason\":\"a test\",\"actor\":\"SYSTEM\"}";

    private final Map<String, Object> leaf = new TreeMap<>(Map.of(
            "aggregateId", "a1",
            "eventId", "0197c0de-0000-7000-8000-000000000001",
            "metadataSha256", "00",
            "payload", GRANTED,
            "payloadRevision", "",
            "payloadType", "io.chatledger.api.TokensGranted",
            "sequence", "7",
            "timestamp", "2026-01-01T00:00:00.000Z",
            "v", "1"));

    @Test
    void aMovementIsReadWithItsAmount() {
        assertThat(read()).isEqualTo(new LogEntry("a1", 7, new TokensGranted("a1", 4000, "a test", "SYSTEM")));

        leaf.put("payload", GRANTED.replace("}", ",\"later\":\"more\"}"));
        assertThat(read().movement()).as("a later version may say more").isNotNull();
    }

    @Test
    void whatMovesNoTokensIsOnlyAHash() {
        leaf.remove("payload");
        leaf.put("payloadSha256", "00");
        leaf.put("payloadType", "io.chatledger.api.MessageSent");

        assertThat(read()).isEqualTo(new LogEntry("a1", 7, null));
    }

    @Test
    void aTokenEventSaysHowManyInItsOwnAccount() {
        leaf.put("aggregateId", "a2");
        expectRefused("is in the stream of another account");
        leaf.put("aggregateId", "a1");
        leaf.remove("payload");
        leaf.put("payloadSha256", "00");
        expectRefused("moves tokens and does not say how many");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"4000\"", "4000.0", "4e3", "null", "true", "9223372036854775808", "[4000]"})
    void anAmountIsAWholeNumberAndNothingElse(String amount) {
        leaf.put("payload", GRANTED.replace("4000", amount));

        expectRefused("does not read");
    }

    @Test
    void anAmountIsThere() {
        leaf.put("payload", GRANTED.replace("\"amount\":4000,", ""));

        expectRefused("does not read");
    }

    @ParameterizedTest
    @CsvSource({
        "v, 2, is no leaf of a version",
        "v, 1.0, is no leaf of a version",
        "more, x, does not read",
        "sequence, seven, does not read",
        "sequence, 9223372036854775808, does not read",
        "payload, {, does not read"
    })
    void aFieldThatIsUnknownOrDoesNotReadIsRefused(String field, String value, String why) {
        leaf.put(field, value);

        expectRefused(why);
    }

    @ParameterizedTest
    @ValueSource(strings = {"v", "aggregateId", "sequence"})
    void aFieldIsNotMissing(String field) {
        leaf.remove(field);

        expectRefused("is no leaf of a version");
    }

    private void expectRefused(String why) {
        assertThatThrownBy(this::read).isInstanceOf(IllegalArgumentException.class).hasMessageContaining(why);
    }

    private LogEntry read() {
        return LogEntry.read(JsonMapper.shared().writeValueAsString(leaf).getBytes(UTF_8));
    }
}
