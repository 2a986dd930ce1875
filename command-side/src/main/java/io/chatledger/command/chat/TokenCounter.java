package io.chatledger.command.chat;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingType;
import io.chatledger.api.Usage;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.util.function.SingletonSupplier;

/**
 * Counts the tokens of a model with a known tokenizer ({@code o200k_base}), where it has not told them itself. Other
 * models' tokenizers differ by some percent.
 */
@Component
public class TokenCounter {

    /** Around each turn, as OpenAI counts chat messages. */
    private static final int TOKENS_AROUND_A_TURN = 4;

    private static final int PERCENT = 100;

    /** Fields of a request that are part of what a model reads. */
    private static final List<String> READ_BY_THE_MODEL = List.of("tools", "functions", "response_format");

    /** Loaded with the first use: it takes memory that installations without real models need not spend. */
    private final Supplier<Encoding> encoding =
            SingletonSupplier.of(() -> Encodings.newLazyEncodingRegistry().getEncoding(EncodingType.O200K_BASE));

    private final int marginPercent;

    TokenCounter(ChatSettings settings) {
        this.marginPercent = settings.promptEstimateMarginPercent();
    }

    public int count(String text) {
        return encoding.get().countTokensOrdinary(text);
    }

    public long count(Prompt prompt) {
        return prompt.turns().stream()
                        .mapToLong(turn -> count(turn.text()) + count(turn.besideContent()) + TOKENS_AROUND_A_TURN)
                        .sum()
                + READ_BY_THE_MODEL.stream()
                        .map(prompt.tuning()::get)
                        .filter(Objects::nonNull)
                        .mapToLong(definition -> count(definition.toString()))
                        .sum();
    }

    /** The most prompt tokens of text to expect; 0 where the price does not depend on them. */
    long upperBound(Prompt prompt, Price price) {
        if (price instanceof Price.Flat) {
            return 0;
        }
        // Nobody knows what servers make of the fields that are only passed on: of `documents` some make a prompt.
        long passedOn = prompt.tuning().entrySet().stream()
                .filter(field -> !READ_BY_THE_MODEL.contains(field.getKey()))
                .mapToLong(field -> count(field.getValue().toString()))
                .sum();
        return Math.ceilDiv((count(prompt) + passedOn) * (PERCENT + marginPercent), PERCENT);
    }

    /** The most that pictures, sound and files come to, as the settings of the model say. */
    static long media(Prompt prompt, ChatModel model) {
        return prompt.turns().stream()
                .flatMap(turn -> turn.media().stream())
                .mapToLong(part -> model.mostTokensOf(part.path("type").asString("")))
                .sum();
    }

    /**
     * Null where the price does not depend on it. Of pictures and files nobody has told what they came to; if they were
     * left out, whoever hangs up at the last word would get them for nothing.
     */
    @Nullable Usage estimate(PendingMessage message, Reply reply) {
        if (message.model().price() instanceof Price.Flat) {
            return null;
        }
        long prompt = count(message.prompt()) + media(message.prompt(), message.model());
        return new Usage(prompt, count(reply.words()), true);
    }
}
