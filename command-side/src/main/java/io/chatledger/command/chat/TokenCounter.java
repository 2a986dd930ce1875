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
        return price instanceof Price.Flat ? 0 : Math.ceilDiv(count(prompt) * (PERCENT + marginPercent), PERCENT);
    }

    /** Null where the price does not depend on it. */
    @Nullable Usage estimate(PendingMessage message, Reply reply) {
        return message.model().price() instanceof Price.Flat
                ? null
                : new Usage(count(message.prompt()), count(reply.words()), true);
    }
}
