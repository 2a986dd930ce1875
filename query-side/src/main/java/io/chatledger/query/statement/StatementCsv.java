package io.chatledger.query.statement;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.chatledger.api.InvalidValue;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;

/** A statement for spreadsheets (RFC 4180), with one line for each entry and the names of JSON in the first one. */
final class StatementCsv {

    /** Some 2 MB, which is in memory while it is sent. */
    static final int LARGEST = 10_000;

    static final MediaType MEDIA_TYPE = MediaType.parseMediaType("text/csv;charset=UTF-8;header=present");

    private static final MediaType CSV = MediaType.parseMediaType("text/csv");
    private static final List<String> NAMES = List.of("position", "created_at", "type", "change", "amount", "balance",
            "held", "excerpt", "model", "price", "reason", "actor", "message_id",
            "conversation_id");

    /** How a cell begins that a spreadsheet would take for a formula (OWASP, "CSV Injection"). */
    private static final Pattern FORMULA = Pattern.compile("^[=+\\-@\t\r\n]");
    private static final Pattern TO_BE_QUOTED = Pattern.compile("[\",\r\n]");

    private StatementCsv() {}

    /**
     * @param accept as the client sent it; it has to name CSV, for which a wildcard is not enough
     * @throws InvalidValue if the format is neither {@code json} nor {@code csv}
     */
    static boolean isWanted(@Nullable String format, @Nullable String accept) {
        return switch (format) {
            case "csv" -> true;
            case "json" -> false;
            case null -> accept != null && isNamed(accept);
            default -> throw new InvalidValue("format", "must be json or csv");
        };
    }

    private static boolean isNamed(String accept) {
        try {
            return MediaType.parseMediaTypes(accept).stream()
                    .anyMatch(type -> type.equalsTypeAndSubtype(CSV) && type.getQualityValue() > 0);
        } catch (InvalidMediaTypeException malformed) {
            return false;
        }
    }

    static byte[] of(StatementPage page) {
        var text = new StringBuilder(String.join(",", NAMES)).append("\r\n");
        for (StatementPage.Entry entry : page.results()) {
            // Numbers are ours, and a minus in front of one is a minus.
            text.append(entry.position()).append(',')
                    .append(entry.createdAt()).append(',')
                    .append(entry.type()).append(',')
                    .append(entry.change()).append(',')
                    .append(entry.amount()).append(',')
                    .append(entry.balance()).append(',')
                    .append(entry.held()).append(',')
                    .append(cell(entry.excerpt())).append(',')
                    .append(cell(entry.model())).append(',')
                    .append(cell(entry.price())).append(',')
                    .append(cell(entry.reason())).append(',')
                    .append(cell(entry.actor())).append(',')
                    .append(entry.messageId() == null ? "" : entry.messageId()).append(',')
                    .append(entry.conversationId() == null ? "" : entry.conversationId())
                    .append("\r\n");
        }
        return text.toString().getBytes(UTF_8);
    }

    private static String cell(@Nullable String text) {
        if (text == null) {
            return "";
        }
        String harmless = FORMULA.matcher(text).find() ? "'" + text : text;
        return TO_BE_QUOTED.matcher(harmless).find() ? '"' + harmless.replace("\"", "\"\"") + '"' : harmless;
    }
}
