package io.chatledger.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatledger.api.Actor;
import io.chatledger.api.EmailAddress;
import io.chatledger.api.InvalidValue;
import io.chatledger.api.Reason;
import io.chatledger.query.web.Cursor;
import io.chatledger.query.web.RequestValues;
import java.time.Instant;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.core.convert.ConversionFailedException;
import org.springframework.format.support.FormattingConversionService;

/** What the document says of a value, and what the code makes of it, is the same on both sides of each border. */
class DescribedValuesTest {

    private static final String ID = "0199a3c1-2f10-7a90-8c55-0d1e2f304152";
    private static final FormattingConversionService REQUEST_VALUES = requestValues();
    private static final Map<String, Function<String, ?>> CONVERTERS = Map.of(
            "Cursor", text -> REQUEST_VALUES.convert(text, Cursor.class),
            "GivenTime", text -> REQUEST_VALUES.convert(text, Instant.class),
            "Actor", Actor::parse,
            "Reason", Reason::new,
            "Email", EmailAddress::new);

    record Row(String schema, String text, boolean accepted) {}

    static Stream<Row> rows() {
        String emoji = "\uD83D\uDE00";
        return Stream.of(
                accepted("Cursor", new Cursor(0).toString(), new Cursor(Long.MAX_VALUE).toString(), "AAAAAAAAAA-",
                        "AAAAAAAAAA_"),
                refused("Cursor", "", "AAAAAAAAAA", "AAAAAAAAAAAA", "AAAAAAAAAAA=", "AAAAAAAAAA+", "AAAAAAAAAA/",
                        "AAAAAAAAAA ", "AAAAAAAAAA\n", "AAAAAAAAAA\u00e9"),
                accepted("Actor", ID, ID.toUpperCase(), "system", "command-line"),
                refused("Actor", "", "System", "systems", "command_line", ID + "0", ID.substring(1), "system\n",
                        ID.replace("-", ""), "{" + ID + "}", ID.replace('0', 'g')),
                accepted("Reason", "x", " x ", "x".repeat(200), emoji.repeat(200), "\u00a0", "\u2007", "\u200b",
                        "\u2028x", "caf\u00e9"),
                refused("Reason", "", " ", "   ", "x".repeat(201), emoji.repeat(201), "a\nb", "a\tb", "\0", "a\u0085b",
                        "a\u009fb", "\u007f", "\u2003", "\u2028", "\u3000", "\u1680", "\u205f"),
                accepted("GivenTime", "2026-01-31T12:00:00Z", "2026-01-31t12:00:00z", "2024-02-29T00:00:00Z",
                        "2026-12-31T23:59:59.999999999Z", "2026-01-31T12:00:00.1+17:59", "2026-01-31T12:00:00-17:59",
                        "0000-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "2026-01-31T12:00:00+00:00"),
                refused("GivenTime", "", "2026-01-31", "2026-01-31T12:00Z", "2026-01-31T12:00:00",
                        "2025-02-29T00:00:00Z", "2026-04-31T00:00:00Z", "2026-00-01T00:00:00Z",
                        "2026-13-01T00:00:00Z", "2026-01-00T00:00:00Z", "2026-01-32T00:00:00Z",
                        "2026-01-31T24:00:00Z", "2026-01-31T12:60:00Z", "2026-01-31T12:00:60Z",
                        "2026-01-31T12:00:00.Z", "2026-01-31T12:00:00.1234567891Z", "2026-01-31T12:00:00+18:00",
                        "2026-01-31T12:00:00+17:60", "2026-01-31T12:00:00+1700", "2026-01-31 12:00:00Z",
                        "02026-01-31T12:00:00Z", "+2026-01-31T12:00:00Z", "2026-01-31T12:00:00Z\n", "yesterday"),
                accepted("Email", "a@b", "x".repeat(64) + "@b", emoji.repeat(64) + "@b", "a@" + "b".repeat(252),
                        "/p}~@x.org", "a@b\u0085", "a\u00a0b@c"),
                refused("Email", "", "a", "@b", "a@", "a@b@c", "x".repeat(65) + "@b", emoji.repeat(65) + "@b",
                        "a@" + "b".repeat(253), "a b@c", "a@b c", "a\tb@c", "a@b\n", "a\u007f@b", "a@b\0"))
                .flatMap(Function.identity());
    }

    @ParameterizedTest
    @MethodSource("rows")
    void documentAndCodeAgree(Row row) {
        assertThat(Contract.DOCUMENT.admits(row.schema(), row.text())).as("by the document").isEqualTo(row.accepted());
        assertThat(isTaken(row)).as("by the code").isEqualTo(row.accepted());
    }

    private static boolean isTaken(Row row) {
        try {
            return CONVERTERS.get(row.schema()).apply(row.text()) != null;
        } catch (InvalidValue refused) {
            return false;
        } catch (ConversionFailedException failed) {
            assertThat(failed).hasRootCauseInstanceOf(InvalidValue.class);
            return false;
        }
    }

    private static Stream<Row> accepted(String schema, String... texts) {
        return Stream.of(texts).map(text -> new Row(schema, text, true));
    }

    private static Stream<Row> refused(String schema, String... texts) {
        return Stream.of(texts).map(text -> new Row(schema, text, false));
    }

    private static FormattingConversionService requestValues() {
        var service = new FormattingConversionService();
        new RequestValues().addFormatters(service);
        return service;
    }
}
