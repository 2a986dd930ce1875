package io.chatledger.command.provider;

import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a provider says with a refusal, in the shapes that are in use: OpenAI's {@code {"error": {message, type, param,
 * code}}}, the same in a list or without {@code error}, {@code {"error": "…"}}, and FastAPI's {@code {"detail": …}}.
 * Each word is bounded and has no control characters. None is for a log: they may quote the prompt.
 *
 * @param param the field to blame
 * @param type  a class of errors, for programs
 * @param code  for programs
 */
record ProviderError(
        @Nullable String message, @Nullable String param, @Nullable String type, @Nullable String code) {

    static final ProviderError SILENCE = new ProviderError(null, null, null, null);
    private static final int LONGEST_BODY_BYTES = 64 * 1024;
    private static final int LONGEST_MESSAGE_CHARACTERS = 1000;
    private static final int LONGEST_WORD_CHARACTERS = 100;

    /** A body that cannot be read or understood says nothing. */
    static ProviderError read(InputStream body, JsonMapper json) {
        try {
            JsonNode root = json.readTree(body.readNBytes(LONGEST_BODY_BYTES));
            return of(root.isArray() ? root.path(0) : root);
        } catch (IOException | JacksonException unreadable) {
            return SILENCE;
        }
    }

    private static ProviderError of(JsonNode root) {
        JsonNode error = root.path("error");
        if (error.isString()) {
            return new ProviderError(text(error, LONGEST_MESSAGE_CHARACTERS), null, null, null);
        }
        JsonNode at = error.isObject() ? error : root;
        JsonNode detail = at.path("detail");
        JsonNode message = at.hasNonNull("message") ? at.path("message") : detail;
        return new ProviderError(
                text(message.isArray() ? message.path(0).path("msg") : message, LONGEST_MESSAGE_CHARACTERS),
                text(at.path("param"), LONGEST_WORD_CHARACTERS),
                text(at.path("type"), LONGEST_WORD_CHARACTERS),
                text(at.path("code"), LONGEST_WORD_CHARACTERS));
    }

    /** Null for what is neither a text nor a number, and for what is blank. */
    private static @Nullable String text(JsonNode node, int mostCharacters) {
        if (!node.isString() && !node.isNumber()) {
            return null;
        }
        String clean = node.asString()
                .codePoints()
                .map(c -> isPrintable(c) ? c : ' ')
                .limit(mostCharacters)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString()
                .strip();
        return clean.isEmpty() ? null : clean;
    }

    private static boolean isPrintable(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL, Character.FORMAT, Character.SURROGATE, Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }
}
