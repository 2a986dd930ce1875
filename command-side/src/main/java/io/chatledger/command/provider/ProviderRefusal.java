package io.chatledger.command.provider;

import io.chatledger.api.ErrorCode;
import io.chatledger.command.account.Refusal;
import io.chatledger.command.chat.ModelFailure;
import io.chatledger.command.chat.ModelFailure.Fault;
import io.chatledger.webaccess.Problem;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What it means that a provider answered with another status than 200. Most of all: whether it is the provider's
 * failure. Nobody may be able to make a provider look as if it were down for everybody by what he asks of it.
 *
 * @param refusal   what the client is told
 * @param isFailure whether it speaks against the provider as a whole
 * @param pause     null if it may be asked again at once
 * @param warning   what the operator has to mend, null if nothing
 */
record ProviderRefusal(
        int status, Refusal refusal, boolean isFailure, @Nullable Pause pause, @Nullable String warning) {

    /**
     * A time in which is not asked again.
     *
     * @param ofProvider whether for any of its models
     * @param refusal    what is told during it, given what is left of it
     */
    record Pause(Duration length, boolean ofProvider, Function<Duration, Refusal> refusal) {}

    private static final int NO_SUCH_MODEL = 404;
    private static final Duration SOON = Duration.ofSeconds(1);
    private static final Set<String> CREDIT_CODES =
            Set.of("insufficient_quota", "billing_not_active", "billing_hard_limit_reached", "insufficient_balance");
    private static final String CREDIT_WORDS = "credit balance is too low";

    /**
     * @param request      the body that was sent: words that the provider may only quote prove nothing
     * @param retryAfter   what the provider asked for, null if nothing
     * @param withoutCredit for how long a provider is left alone where our account has no credit, unless it said
     */
    static ProviderRefusal of(
            int status, ProviderError error, String request, @Nullable Duration retryAfter, Duration withoutCredit) {
        if ((status == 400 || status == 429) && isOutOfCredit(error, request)) {
            Duration length = retryAfter == null ? withoutCredit : retryAfter;
            var pause = new Pause(length, true, ProviderRefusal::unavailable);
            return new ProviderRefusal(status, failed(), false, pause, "our account there has no credit left");
        }
        return switch (status) {
            case 400, 413, 415, 422 -> new ProviderRefusal(status, invalid(error), false, null, null);
            case 429 -> later(status, ProviderRefusal::limited, false, retryAfter);
            // The latter is Anthropic's word for it.
            case 503, 529 -> later(status, ProviderRefusal::unavailable, retryAfter == null, retryAfter);
            // Some say 402 or 403 to a single request, too, for its size or its words.
            case 401 -> new ProviderRefusal(status, failed(), true, null, "it does not accept our API key");
            case 402 -> new ProviderRefusal(status, failed(), false, null, "it asks for payment");
            case 403 ->
                    new ProviderRefusal(status, failed(), false, null, "it forbids what we ask for with our API key");
            default -> new ProviderRefusal(status, failed(), status < 400 || status >= 500, null, null);
        };
    }

    ModelFailure failure(String provider) {
        boolean isOfRequest = refusal.code() == ErrorCode.INVALID_REQUEST || status == NO_SUCH_MODEL;
        return new ModelFailure(
                refusal,
                isOfRequest ? Fault.REQUEST : Fault.PROVIDER,
                "provider " + provider + ": answered status " + status);
    }

    private static ProviderRefusal later(
            int status, Function<Duration, Refusal> refusal, boolean isFailure, @Nullable Duration retryAfter) {
        return retryAfter == null
                ? new ProviderRefusal(status, refusal.apply(SOON), isFailure, null, null)
                : new ProviderRefusal(
                        status, refusal.apply(retryAfter), isFailure, new Pause(retryAfter, false, refusal), null);
    }

    private static boolean isOutOfCredit(ProviderError error, String request) {
        if (CREDIT_CODES.contains(String.valueOf(error.code()))
                || CREDIT_CODES.contains(String.valueOf(error.type()))) {
            return true;
        }
        String message = error.message() == null ? "" : error.message().toLowerCase(Locale.ROOT);
        return message.contains(CREDIT_WORDS) && !request.toLowerCase(Locale.ROOT).contains(CREDIT_WORDS);
    }

    private static Refusal failed() {
        return new Refusal(ErrorCode.PROVIDER_FAILED, "The model gave no answer; nothing was charged.");
    }

    /** Only who asked can mend it, so all is told that helps. */
    private static Refusal invalid(ProviderError error) {
        var details = new LinkedHashMap<String, Object>();
        if (error.param() != null) {
            details.put(Problem.PARAM, error.param());
        }
        if (error.code() != null) {
            details.put(Problem.PROVIDER_CODE, error.code());
        }
        String message = error.message() == null ? "The model's provider does not accept this request."
                : error.message();
        return new Refusal(ErrorCode.INVALID_REQUEST, message, details);
    }

    private static Refusal limited(Duration left) {
        return Refusal.later(ErrorCode.RATE_LIMITED, "The model is overloaded; nothing was charged.", left);
    }

    private static Refusal unavailable(Duration left) {
        return Refusal.later(ErrorCode.UNAVAILABLE, "The model is unavailable right now; nothing was charged.", left);
    }
}
