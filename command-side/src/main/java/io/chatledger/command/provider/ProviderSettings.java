package io.chatledger.command.provider;

import io.chatledger.api.MessageKind;
import io.chatledger.api.TokenAmount;
import io.chatledger.command.chat.Price;
import io.chatledger.settings.WrongSetting;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The providers of models. {@code chatledger.openai.*} is one of them in a form that fits into the environment; any
 * number may be listed under {@code chatledger.providers}.
 */
@ConfigurationProperties("chatledger")
record ProviderSettings(Shortcut openai, List<Provider> providers, Limits providerLimits, long messagePrice) {

    ProviderSettings {
        providers = providers == null ? List.of() : providers;
    }

    private static final int MOST_WEIGHT = 1000;
    private static final String MAX_TOKENS = "max_tokens";
    private static final String MAX_COMPLETION_TOKENS = "max_completion_tokens";

    /** One provider whose models all have the flat price of a message. */
    record Shortcut(
            @DefaultValue("") String baseUrl,
            @DefaultValue("") String apiKey,
            List<String> models,
            @DefaultValue(MAX_TOKENS) String mostCompletionTokensField) {

        Shortcut {
            if (!baseUrl.isEmpty()) {
                WrongSetting.unlessHttp("chatledger.openai.base-url", baseUrl);
            }
        }

        @Override
        public String toString() {
            return "Shortcut[" + baseUrl + "]"; // without the key
        }
    }

    /** In what form a provider is spoken to, and how it is told our key. */
    enum Form {
        /** Chat completions and embeddings, as of OpenAI. */
        OPENAI {
            @Override
            Map<String, String> headers(String apiKey) {
                return apiKey.isEmpty() ? Map.of() : Map.of("Authorization", "Bearer " + apiKey);
            }
        },
        /** Messages (Claude API reference, Messages, Create a Message). */
        ANTHROPIC {
            @Override
            Map<String, String> headers(String apiKey) {
                return apiKey.isEmpty()
                        ? Map.of("anthropic-version", VERSION)
                        : Map.of("anthropic-version", VERSION, "x-api-key", apiKey);
            }
        };

        private static final String VERSION = "2023-06-01";

        /** @param apiKey empty if there is none */
        abstract Map<String, String> headers(String apiKey);
    }

    /**
     * A server.
     *
     * @param baseUrl of its API, to which {@code /chat/completions} or {@code /messages} is added
     * @param apiKey  empty if it wants none
     * @param limits  null for those of all providers
     */
    record Provider(
            String name,
            URI baseUrl,
            @DefaultValue("openai") Form form,
            @DefaultValue("") String apiKey,
            List<Model> models,
            @Nullable Limits limits) {

        Provider {
            WrongSetting.unlessHttp("chatledger.providers." + name + ".base-url", baseUrl);
            for (Model model : models) {
                WrongSetting.unless(
                        form == Form.OPENAI || model.kind() == MessageKind.CHAT,
                        "kind of the model " + model.id(),
                        model.kind(),
                        "chat with a provider of the form anthropic");
            }
        }

        @Override
        public String toString() {
            return "Provider[" + name + "]"; // without the key
        }
    }

    /**
     * A model, at a flat price or by use.
     *
     * @param id                          by which our clients ask for it
     * @param kind                        what it gives: answers in a chat, or embeddings
     * @param upstreamId                  by which the provider knows it, if that is another
     * @param flatPrice                   tokens a message; excludes the following
     * @param perThousandPromptTokens     tokens for 1,000 prompt tokens
     * @param perThousandCachedPromptTokens the same for prompt tokens from the provider's cache, if they cost less
     * @param perThousandAudioPromptTokens the same for those of sound
     * @param perThousandCompletionTokens tokens for 1,000 completion tokens
     * @param perThousandReasoningTokens  the same for what the model says to itself
     * @param perThousandAudioCompletionTokens the same for sound
     * @param minimumPrice                tokens charged at least, by use
     * @param mostCompletionTokens        sent along as the most that the model may say, in its own tokens
     * @param mostCompletionTokensField   under which name: newer models of OpenAI want {@code max_completion_tokens};
     *                                    in Anthropic's form it is always {@code max_tokens}
     * @param passesOn                    fields that are passed on although they may decide what a call costs or where
     *                                    it goes, see {@link Fields#areOperatorsChoice}
     * @param refuses                     fields of requests and messages, and types of parts of messages, that it does
     *                                    not know, such as {@code tools} or {@code image_url}; {@code *} for all that
     *                                    are not among the usual ones
     * @param mostChoices                 answers to one message, at most
     * @param weight                      its share of the calls, among other providers of the same model; 0 if it is
     *                                    for when they fail
     * @param mostPictureTokens           prompt tokens that a picture comes to at most; for what is held
     * @param mostFileTokens              the same for a file, or for sound
     */
    record Model(
            String id,
            @DefaultValue("chat") MessageKind kind,
            @Nullable String upstreamId,
            @Nullable Long flatPrice,
            @Nullable Long perThousandPromptTokens,
            @Nullable Long perThousandCachedPromptTokens,
            @Nullable Long perThousandAudioPromptTokens,
            @Nullable Long perThousandCompletionTokens,
            @Nullable Long perThousandReasoningTokens,
            @Nullable Long perThousandAudioCompletionTokens,
            @DefaultValue("1") long minimumPrice,
            @DefaultValue("4096") int mostCompletionTokens,
            @DefaultValue(MAX_TOKENS) String mostCompletionTokensField,
            @DefaultValue List<String> passesOn,
            @DefaultValue List<String> refuses,
            @DefaultValue("8") int mostChoices,
            @DefaultValue("0") int weight,
            @DefaultValue("2000") int mostPictureTokens,
            @DefaultValue("100000") int mostFileTokens) {

        Model {
            WrongSetting.unless(
                    mostCompletionTokensField.equals(MAX_TOKENS)
                            || mostCompletionTokensField.equals(MAX_COMPLETION_TOKENS),
                    "most-completion-tokens-field of the model " + id,
                    mostCompletionTokensField,
                    MAX_TOKENS + " or " + MAX_COMPLETION_TOKENS);
            WrongSetting.unlessAtLeast(1, "most-choices of the model " + id, mostChoices);
            WrongSetting.unlessBetween(0, MOST_WEIGHT, "weight of the model " + id, weight);
            WrongSetting.unlessAtLeast(0, "most-picture-tokens of the model " + id, mostPictureTokens);
            WrongSetting.unlessAtLeast(0, "most-file-tokens of the model " + id, mostFileTokens);
        }

        boolean takes(String field) {
            if (passesOn.contains(field)) {
                return true;
            }
            if (refuses.contains(field) || Fields.areOperatorsChoice(field)) {
                return false;
            }
            Set<String> known = kind == MessageKind.CHAT ? Fields.KNOWN : Fields.KNOWN_OF_EMBEDDINGS;
            return known.contains(field) || !refuses.contains(Fields.UNKNOWN);
        }

        Price price(long messagePrice) {
            if (perThousandPromptTokens == null && perThousandCompletionTokens == null) {
                return new Price.Flat(new TokenAmount(flatPrice == null ? messagePrice : flatPrice));
            }
            boolean writesNothing = kind == MessageKind.EMBEDDING;
            if (flatPrice != null
                    || perThousandPromptTokens == null
                    || perThousandCompletionTokens == null && !writesNothing) {
                throw new IllegalStateException("model " + id + " needs either a flat price or both prices by use");
            }
            long prompt = new TokenAmount(perThousandPromptTokens).value();
            long completion = or(perThousandCompletionTokens, 0);
            var rates = new Price.ByUse.Rates(
                    prompt,
                    or(perThousandCachedPromptTokens, prompt),
                    or(perThousandAudioPromptTokens, prompt),
                    completion,
                    or(perThousandReasoningTokens, completion),
                    or(perThousandAudioCompletionTokens, completion));
            return new Price.ByUse(rates, new TokenAmount(minimumPrice));
        }

        private static long or(@Nullable Long rate, long usual) {
            return rate == null ? usual : rate;
        }

        String nameUpstream() {
            return upstreamId == null ? id : upstreamId;
        }
    }

    /**
     * What a provider may take of our time and memory.
     *
     * @param connectTimeout         until the connection stands
     * @param firstTokenTimeout      until the first piece of the reply
     * @param idleTimeout            between two signs of life after that
     * @param totalTimeout           for the whole call; must be well below {@code chatledger.hold-timeout}
     * @param callsAtOnce            more are refused, uncharged
     * @param longestReplyCharacters a longer reply is cut there
     * @param longestEmbeddingsBytes an answer with longer embeddings is none; in memory they take some three times that
     * @param breakerFailures        so many failed calls in a row, before their first byte, and the provider is left
     *                               alone
     * @param breakerPause           for so long
     * @param longestRest            a provider that wants us to wait longer is asked again after this time all the same
     */
    record Limits(
            Duration connectTimeout,
            Duration firstTokenTimeout,
            Duration idleTimeout,
            Duration totalTimeout,
            int callsAtOnce,
            int longestReplyCharacters,
            @DefaultValue("16777216") int longestEmbeddingsBytes,
            int breakerFailures,
            Duration breakerPause,
            @DefaultValue("10m") Duration longestRest) {

        Limits {
            WrongSetting.unlessPositive("chatledger.provider-limits.connect-timeout", connectTimeout);
            WrongSetting.unlessPositive("chatledger.provider-limits.first-token-timeout", firstTokenTimeout);
            WrongSetting.unlessPositive("chatledger.provider-limits.idle-timeout", idleTimeout);
            WrongSetting.unlessPositive("chatledger.provider-limits.total-timeout", totalTimeout);
            WrongSetting.unlessAtLeast(1, "chatledger.provider-limits.calls-at-once", callsAtOnce);
            WrongSetting.unlessAtLeast(1, "chatledger.provider-limits.longest-reply-characters",
                    longestReplyCharacters);
            WrongSetting.unlessAtLeast(1, "chatledger.provider-limits.longest-embeddings-bytes",
                    longestEmbeddingsBytes);
            WrongSetting.unlessAtLeast(1, "chatledger.provider-limits.breaker-failures", breakerFailures);
            WrongSetting.unlessPositive("chatledger.provider-limits.breaker-pause", breakerPause);
            WrongSetting.unlessPositive("chatledger.provider-limits.longest-rest", longestRest);
        }
    }

    /** All providers, the one of the environment first. */
    List<Provider> all() {
        var all = new ArrayList<Provider>();
        if (!openai.baseUrl().isEmpty()) {
            var models = openai.models().stream()
                    .map(id -> new Model(
                            id.strip(), MessageKind.CHAT, null, null, null, null, null, null, null, null, 1,
                            DEFAULT_MOST_COMPLETION_TOKENS,
                            openai.mostCompletionTokensField(), List.of(), List.of(), DEFAULT_MOST_CHOICES, 0,
                            DEFAULT_MOST_PICTURE_TOKENS, DEFAULT_MOST_FILE_TOKENS))
                    .toList();
            all.add(new Provider("openai", URI.create(openai.baseUrl()), Form.OPENAI, openai.apiKey(), models, null));
        }
        all.addAll(providers);
        return all;
    }

    private static final int DEFAULT_MOST_COMPLETION_TOKENS = 4096;
    private static final int DEFAULT_MOST_CHOICES = 8;
    private static final int DEFAULT_MOST_PICTURE_TOKENS = 2000;
    private static final int DEFAULT_MOST_FILE_TOKENS = 100_000;
}
