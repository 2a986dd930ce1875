package io.chatledger.command.signing;

import static java.util.Objects.requireNonNull;

import io.chatledger.api.ErrorCode;
import io.chatledger.api.KeyBudget;
import io.chatledger.command.account.Refusal;
import io.chatledger.webaccess.Scope;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.jwt.Jwt;

/**
 * How far an API key goes beside its scopes. It never changes, and is part of the access tokens that stand for the key,
 * so that no call has to look it up.
 *
 * @param budget            what may be spent with it, null for all that the account has
 * @param models            that may be asked, null for all
 * @param messagesPerMinute null for as many as the account may send
 * @param expiresAt         to the second, null for never
 */
public record KeyBounds(
        @Nullable Budget budget,
        @Nullable List<String> models,
        @Nullable Integer messagesPerMinute,
        @Nullable Instant expiresAt) {

    public static final KeyBounds NONE = new KeyBounds(null, null, null, null);

    private static final String TOKENS = "budget_tokens";
    private static final String PERIOD = "budget_period";
    private static final String MODELS = "models";
    private static final String MESSAGES_PER_MINUTE = "messages_per_minute";
    private static final String EXPIRES_AT = "key_expires_at";

    /** So many tokens in all, or in each day or month (UTC). */
    public record Budget(long tokens, Period period) {

        /** For what is sent at that time. */
        public KeyBudget at(Instant time) {
            return new KeyBudget(tokens, period.at(time));
        }
    }

    public enum Period {
        TOTAL,
        DAY,
        MONTH;

        String at(Instant time) {
            LocalDate day = LocalDate.ofInstant(time, ZoneOffset.UTC);
            return switch (this) {
                case TOTAL -> value();
                case DAY -> day.toString();
                case MONTH -> YearMonth.from(day).toString();
            };
        }

        /** As clients name it. */
        public String value() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    Map<String, Object> claims() {
        var claims = new HashMap<String, Object>();
        if (budget != null) {
            claims.put(TOKENS, budget.tokens());
            claims.put(PERIOD, budget.period().name());
        }
        if (models != null) {
            claims.put(MODELS, models);
        }
        if (messagesPerMinute != null) {
            claims.put(MESSAGES_PER_MINUTE, messagesPerMinute);
        }
        if (expiresAt != null) {
            claims.put(EXPIRES_AT, expiresAt.getEpochSecond());
        }
        return claims;
    }

    /** Those of the key for which the access token stands; none if it stands for none. */
    public static KeyBounds in(Jwt accessToken) {
        if (!Scope.areIn(accessToken)) {
            return NONE;
        }
        Number tokens = accessToken.getClaim(TOKENS);
        Number messages = accessToken.getClaim(MESSAGES_PER_MINUTE);
        Number end = accessToken.getClaim(EXPIRES_AT);
        return new KeyBounds(
                tokens == null
                        ? null
                        : new Budget(
                                tokens.longValue(),
                                Period.valueOf(requireNonNull(accessToken.getClaimAsString(PERIOD)))),
                accessToken.getClaimAsStringList(MODELS),
                messages == null ? null : messages.intValue(),
                end == null ? null : Instant.ofEpochSecond(end.longValue()));
    }

    /** Null if there is none. */
    public @Nullable KeyBudget budgetAt(Instant now) {
        return budget == null ? null : budget.at(now);
    }

    public boolean allow(String model) {
        return models == null || models.contains(model);
    }

    /**
     * For a message to a model. Of the time itself, because an access token may be taken for good a minute longer.
     *
     * @throws Refusal {@code UNAUTHENTICATED} if the key has expired, {@code FORBIDDEN} if it is not for the model
     */
    public void require(String model, Instant now) {
        if (expiresAt != null && !now.isBefore(expiresAt)) {
            throw new Refusal(ErrorCode.UNAUTHENTICATED, "This API key has expired.");
        }
        if (!allow(model)) {
            throw new Refusal(ErrorCode.FORBIDDEN, "This API key is not for the model " + model + ".");
        }
    }
}
