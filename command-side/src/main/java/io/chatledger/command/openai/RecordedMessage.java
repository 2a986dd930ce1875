package io.chatledger.command.openai;

import io.chatledger.api.InvalidValue;
import io.chatledger.api.MessageText;
import io.chatledger.command.chat.Prompt.Role;
import io.chatledger.command.chat.Prompt.Turn;
import io.chatledger.command.chat.RecordedParts;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What is recorded of the message that is to be answered, or of the texts that are to be embedded.
 *
 * @param text what can be read of it; of a longer one the beginning
 * @param more the message or the texts as JSON, if it is more than the text
 */
record RecordedMessage(MessageText text, @Nullable String more) {

    private static final int REPLACEMENT = 0xFFFD;

    /** @throws InvalidValue if it is a text that says nothing */
    static RecordedMessage of(RequestMessage message) {
        Turn turn = message.turn();
        boolean fits = turn.text().codePointCount(0, turn.text().length()) <= MessageText.LONGEST_CHARACTERS;
        if (turn.role() == Role.USER && turn.message() == null && fits) {
            try {
                return new RecordedMessage(new MessageText(turn.text()), null);
            } catch (InvalidValue invalid) {
                throw new InvalidValue(message.at() + ".content", invalid.getMessage());
            }
        }
        JsonNode whole = turn.message() == null ? json(turn) : turn.message();
        return new RecordedMessage(readable(turn.text(), name(turn)), RecordedParts.ofMessage(whole));
    }

    /** @param inputs that are to be embedded: texts, or lists of tokens */
    static RecordedMessage of(List<Turn> inputs) {
        MessageText readable = readable(inputs.stream().map(Turn::text).collect(Collectors.joining("\n")), "text");
        if (inputs.size() == 1 && readable.value().equals(inputs.getFirst().text())) {
            return new RecordedMessage(readable, null);
        }
        ObjectNode whole = JsonNodeFactory.instance.objectNode();
        ArrayNode all = whole.putArray("input");
        inputs.forEach(turn -> {
            if (turn.message() == null) {
                all.add(turn.text());
            } else {
                all.add(turn.message().path("content"));
            }
        });
        return new RecordedMessage(readable, RecordedParts.ofMessage(whole));
    }

    /** What nobody can see, such as a tool that found nothing, is told by who said it. */
    private static MessageText readable(String whole, String otherwise) {
        String text = whole
                .codePoints()
                .map(c -> c == 0 ? REPLACEMENT : c)
                .limit(MessageText.LONGEST_CHARACTERS)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        return MessageText.isVisible(text) ? new MessageText(text) : new MessageText("[" + otherwise + "]");
    }

    private static JsonNode json(Turn turn) {
        return JsonNodeFactory.instance.objectNode().put("role", name(turn)).put("content", turn.text());
    }

    private static String name(Turn turn) {
        return turn.role().name().toLowerCase(Locale.ROOT);
    }
}
