package io.chatledger.command.provider;

import io.chatledger.api.ErrorCode;
import io.chatledger.api.Finish;
import io.chatledger.api.Usage;
import io.chatledger.command.chat.ModelFailure;
import io.chatledger.command.chat.Reply;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads one streamed chat completion: server-sent events (WHATWG HTML, section 9.2) whose data are
 * {@code chat.completion.chunk} objects, ended by {@code [DONE]}. A reply is whole once the model said why it ends; a
 * stream that ends before is a failure, however much it held.
 */
final class CompletionReader {

    private static final int LONGEST_LINE_BYTES = 1 << 20;
    private static final int REPLACEMENT = 0xFFFD;
    private static final String DATA = "data:";
    private static final String END = "[DONE]";

    private final JsonMapper json;
    private final int longestReplyCharacters;
    private final Deadlines deadlines;
    private final Consumer<String> onDelta;
    private final StringBuilder text = new StringBuilder();
    /** The first half of a surrogate pair whose second half is still to come. */
    private String cutOff = "";
    private @Nullable Finish finish;
    private @Nullable Usage usage;

    CompletionReader(JsonMapper json, int longestReplyCharacters, Deadlines deadlines, Consumer<String> onDelta) {
        this.json = json;
        this.longestReplyCharacters = longestReplyCharacters;
        this.deadlines = deadlines;
        this.onDelta = onDelta;
    }

    /** @throws ModelFailure if the reply is not whole */
    Reply read(InputStream stream) throws IOException {
        try {
            var lines = new BufferedInputStream(stream);
            String line = nextLine(lines);
            while (line != null && !END.equals(data(line)) && text.length() < longestReplyCharacters) {
                deadlines.alive();
                if (line.startsWith(DATA)) {
                    take(chunk(data(line)));
                }
                line = nextLine(lines);
            }
        } catch (IOException e) {
            // What comes after the reason for the end, such as the usage, may be missing.
            if (finish == null && !deadlines.havePassed()) {
                throw e;
            }
        }
        if (text.length() >= longestReplyCharacters) {
            return new Reply(text.toString(), Finish.LENGTH, usage);
        }
        if (finish == null) {
            throw deadlines.havePassed() ? tooLate() : broken("the stream ended before the reply");
        }
        return new Reply(text.toString(), finish, usage);
    }

    private void take(JsonNode chunk) {
        if (chunk.hasNonNull("error")) {
            throw broken("an error instead of the reply");
        }
        JsonNode reported = chunk.path("usage");
        if (reported.isObject()) {
            usage = usage(reported);
        }
        JsonNode choice = chunk.path("choices").path(0);
        JsonNode content = choice.path("delta").path("content");
        if (content.isString() && !content.asString().isEmpty()) {
            deadlines.spoke();
            say(content.asString());
        }
        JsonNode reason = choice.path("finish_reason");
        if (reason.isString()) {
            finish = reason.asString().equals("length") ? Finish.LENGTH : Finish.STOP;
        }
    }

    /**
     * Tells a piece that can be stored and sent everywhere in the same way: NUL and half surrogate pairs become U+FFFD. A
     * pair that the provider has cut in two is put together again.
     */
    private void say(String piece) {
        String whole = cutOff + piece;
        boolean cut = Character.isHighSurrogate(whole.charAt(whole.length() - 1));
        cutOff = cut ? whole.substring(whole.length() - 1) : "";
        String clean = whole.substring(0, whole.length() - cutOff.length())
                .codePoints()
                .map(c -> c == 0 || Character.getType(c) == Character.SURROGATE ? REPLACEMENT : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        text.append(clean);
        onDelta.accept(clean);
    }

    private JsonNode chunk(String data) {
        try {
            JsonNode chunk = json.readTree(data);
            if (chunk.isObject()) {
                return chunk;
            }
        } catch (JacksonException malformed) {
            // Its message would quote the reply.
        }
        throw broken("a malformed chunk");
    }

    /** Null if it is no usage that can be: then we count ourselves. */
    private static @Nullable Usage usage(JsonNode reported) {
        JsonNode prompt = reported.path("prompt_tokens");
        JsonNode completion = reported.path("completion_tokens");
        boolean plausible = prompt.canConvertToLong() && completion.canConvertToLong()
                && prompt.asLong() >= 0 && completion.asLong() >= 0;
        return plausible ? new Usage(prompt.asLong(), completion.asLong(), false) : null;
    }

    private static String data(String line) {
        return line.startsWith(DATA) ? line.substring(DATA.length()).strip() : "";
    }

    /** Null at the end of the stream. */
    private static @Nullable String nextLine(InputStream in) throws IOException {
        var line = new ByteArrayOutputStream();
        int next = in.read();
        if (next < 0) {
            return null;
        }
        while (next >= 0 && next != '\n') {
            if (line.size() == LONGEST_LINE_BYTES) {
                throw broken("a line longer than " + LONGEST_LINE_BYTES + " bytes");
            }
            if (next != '\r') {
                line.write(next);
            }
            next = in.read();
        }
        return line.toString(StandardCharsets.UTF_8);
    }

    private static ModelFailure tooLate() {
        return new ModelFailure(ErrorCode.PROVIDER_TIMEOUT, "the provider was silent or busy for too long");
    }

    private static ModelFailure broken(String what) {
        return new ModelFailure(ErrorCode.PROVIDER_FAILED, "the provider sent " + what);
    }
}
