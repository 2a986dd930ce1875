package io.chatledger.command.provider;

import io.chatledger.api.ErrorCode;
import io.chatledger.api.Finish;
import io.chatledger.api.Usage;
import io.chatledger.command.chat.ModelFailure;
import io.chatledger.command.chat.Reply;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.BitSet;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Reads what a provider gives for texts (OpenAI API reference, Embeddings, Create embeddings): one vector for each. */
final class EmbeddingsReader {

    private static final int BUFFER_BYTES = 64 * 1024;
    private static final Set<String> OURS = Set.of("object", "model", "id", "created", "usage", "chatledger");

    private final JsonMapper json;
    private final int inputs;
    private final int mostBytes;
    private final Deadlines deadlines;
    private final LongSupplier tokens;

    /** @param tokens of all inputs, as we count them where the provider does not */
    EmbeddingsReader(JsonMapper json, int inputs, int mostBytes, Deadlines deadlines, LongSupplier tokens) {
        this.json = json;
        this.inputs = inputs;
        this.mostBytes = mostBytes;
        this.deadlines = deadlines;
        this.tokens = tokens;
    }

    /** @throws ModelFailure if it is not one vector for each input */
    Reply read(InputStream answer) throws IOException {
        byte[] bytes;
        try {
            bytes = bytes(answer);
        } catch (IOException broken) {
            if (deadlines.havePassed()) {
                throw new ModelFailure(ErrorCode.PROVIDER_TIMEOUT, "the provider took too long");
            }
            throw broken;
        }
        ObjectNode told = object(bytes);
        if (told == null || !isOneForEach(told.path("data"))) {
            throw new ModelFailure(ErrorCode.PROVIDER_FAILED, "the provider did not embed each input");
        }
        Usage usage = ReportedUsage.ofInput(told.path("usage"));
        told.remove(OURS);
        return new Reply(
                inputs == 1 ? "[1 embedding]" : "[%d embeddings]".formatted(inputs),
                "",
                false,
                told,
                Finish.STOP,
                usage == null ? new Usage(tokens.getAsLong(), 0, true) : usage);
    }

    private byte[] bytes(InputStream answer) throws IOException {
        var bytes = new ByteArrayOutputStream();
        byte[] buffer = new byte[BUFFER_BYTES];
        for (int read = answer.read(buffer); read >= 0; read = answer.read(buffer)) {
            deadlines.spoke();
            bytes.write(buffer, 0, read);
            if (bytes.size() > mostBytes) {
                throw new ModelFailure(
                        ErrorCode.PROVIDER_FAILED, "the provider sent more than %d bytes".formatted(mostBytes));
            }
        }
        return bytes.toByteArray();
    }

    private @Nullable ObjectNode object(byte[] bytes) {
        try {
            return json.readTree(bytes) instanceof ObjectNode object ? object : null;
        } catch (JacksonException malformed) {
            return null;
        }
    }

    private boolean isOneForEach(JsonNode data) {
        var indexes = new BitSet();
        for (JsonNode each : data) {
            JsonNode index = each.path("index");
            JsonNode vector = each.path("embedding");
            boolean isVector = vector.isArray() && !vector.isEmpty() || vector.isString();
            if (!index.isInt() || index.asInt() < 0 || index.asInt() >= inputs || !isVector) {
                return false;
            }
            indexes.set(index.asInt());
        }
        return data.isArray() && data.size() == inputs && indexes.cardinality() == inputs;
    }
}
