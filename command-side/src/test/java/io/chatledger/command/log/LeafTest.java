package io.chatledger.command.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.chatledger.api.MessageSent;
import io.chatledger.api.TokensGranted;
import org.junit.jupiter.api.Test;

class LeafTest {

    /** SHA-256 of "{}". */
    private static final String EMPTY_OBJECT = "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a";

    @Test
    void aTokenEventCarriesItsPayloadToTheLetter() {
        byte[] payload = "{\"amount\": 1,\t\"reason\":\"\u00e4 \\\\ \u0001\"}".getBytes(UTF_8);

        assertThat(leaf(TokensGranted.class, payload)).isEqualTo(
                "{\"aggregateId\":\"a\",\"eventId\":\"e\",\"metadataSha256\":\"" + EMPTY_OBJECT
                        + "\",\"payload\":\"{\\\"amount\\\": 1,\\t\\\"reason\\\":\\\"\u00e4 \\\\\\\\ \\u0001\\\"}\""
                        + ",\"payloadRevision\":\"\",\"payloadType\":\"io.chatledger.api.TokensGranted\""
                        + ",\"sequence\":\"42\",\"timestamp\":\"2026-01-01T00:00:00Z\",\"v\":\"1\"}");
    }

    @Test
    void anyOtherEventCarriesOnlyTheHashOfIt() {
        assertThat(leaf(MessageSent.class, "{}".getBytes(UTF_8))).isEqualTo(
                "{\"aggregateId\":\"a\",\"eventId\":\"e\",\"metadataSha256\":\"" + EMPTY_OBJECT
                        + "\",\"payloadRevision\":\"\",\"payloadSha256\":\"" + EMPTY_OBJECT
                        + "\",\"payloadType\":\"io.chatledger.api.MessageSent\""
                        + ",\"sequence\":\"42\",\"timestamp\":\"2026-01-01T00:00:00Z\",\"v\":\"1\"}");
    }

    @Test
    void aLeafHasAtMostAsManyBytesAsItsLengthCanSay() {
        int rest = leaf(TokensGranted.class, new byte[0]).getBytes(UTF_8).length;

        assertThat(leaf(TokensGranted.class, "x".repeat(65_535 - rest).getBytes(UTF_8)).getBytes(UTF_8))
                .hasSize(65_535);
        assertThat(leaf(TokensGranted.class, "x".repeat(65_536 - rest).getBytes(UTF_8))).contains("payloadSha256");
    }

    @Test
    void whatIsNoTextIsNotBentIntoOne() {
        assertThat(leaf(TokensGranted.class, new byte[] {(byte) 0xff})).contains("payloadSha256");
    }

    private static String leaf(Class<?> type, byte[] payload) {
        return new String(Leaf.of(new StoredEvent(
                "a", 42, "e", "2026-01-01T00:00:00Z", type.getName(), null, payload, "{}".getBytes(UTF_8))), UTF_8);
    }
}
