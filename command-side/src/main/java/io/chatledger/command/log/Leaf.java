package io.chatledger.command.log;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.chatledger.command.secret.Sha256;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.HexFormat;
import java.util.Optional;

/**
 * What the tree has for an event: a JSON object in canonical form (RFC 8785), all of whose values are strings. A token
 * event has its payload in it, so that balances can be folded from leaves alone. Of any other only the hash of the
 * payload is there, because people's words do not belong in a log that is read by strangers and never forgets.
 */
final class Leaf {

    /** Before a leaf stands its length in two bytes (C2SP tlog-tiles, log entries). */
    static final int MOST_BYTES = 65_535;

    private static final HexFormat HEX = HexFormat.of();

    private Leaf() {}

    /** A payload that does not fit, or is no text, is represented by its hash: no leaf is the same for two payloads. */
    static byte[] of(StoredEvent event) {
        Optional<String> payload = event.movesTokens() ? text(event.payload()) : Optional.empty();
        byte[] leaf = json(event, payload).getBytes(UTF_8);
        return leaf.length <= MOST_BYTES ? leaf : json(event, Optional.empty()).getBytes(UTF_8);
    }

    private static String json(StoredEvent event, Optional<String> payload) {
        var json = new StringBuilder(512);
        member(json, '{', "aggregateId", event.aggregateId());
        member(json, ',', "eventId", event.eventId());
        member(json, ',', "metadataSha256", sha256(event.metadata()));
        payload.ifPresent(text -> member(json, ',', "payload", text));
        member(json, ',', "payloadRevision", event.revision() == null ? "" : event.revision());
        if (payload.isEmpty()) {
            member(json, ',', "payloadSha256", sha256(event.payload()));
        }
        member(json, ',', "payloadType", event.type());
        member(json, ',', "sequence", Long.toString(event.sequence()));
        member(json, ',', "timestamp", event.timestamp());
        member(json, ',', "v", "1");
        return json.append('}').toString();
    }

    private static void member(StringBuilder json, char before, String name, String value) {
        json.append(before).append('"').append(name).append("\":\"");
        for (int i = 0; i < value.length(); i++) {
            append(json, value.charAt(i));
        }
        json.append('"');
    }

    /** RFC 8785, section 3.2.2.2. */
    private static void append(StringBuilder json, char character) {
        switch (character) {
            case '"' -> json.append("\\\"");
            case '\\' -> json.append("\\\\");
            case '\b' -> json.append("\\b");
            case '\f' -> json.append("\\f");
            case '\n' -> json.append("\\n");
            case '\r' -> json.append("\\r");
            case '\t' -> json.append("\\t");
            default -> {
                if (character < ' ') {
                    json.append("\\u00").append(HEX.toHexDigits((byte) character));
                } else {
                    json.append(character);
                }
            }
        }
    }

    private static Optional<String> text(byte[] payload) {
        try {
            return Optional.of(UTF_8.newDecoder().decode(ByteBuffer.wrap(payload)).toString());
        } catch (CharacterCodingException noText) {
            return Optional.empty();
        }
    }

    private static String sha256(byte[] bytes) {
        return HEX.formatHex(Sha256.digest().digest(bytes));
    }
}
