package io.chatledger.command.key;

import static io.chatledger.api.InvalidValue.required;

import io.chatledger.api.AccountId;
import io.chatledger.api.CheckKeyBudget;
import io.chatledger.api.ErrorCode;
import io.chatledger.api.InvalidValue;
import io.chatledger.command.account.AccountCommands;
import io.chatledger.command.account.Refusal;
import io.chatledger.command.idempotency.RepeatableRequest;
import io.chatledger.command.signing.KeyBounds;
import io.chatledger.webaccess.Scope;
import java.security.Principal;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Makes, lists and revokes one's own API keys. */
@RestController
@RequestMapping("/api/user/keys")
class KeyController {

    /**
     * @param scopes            only {@code chat} if it is missing
     * @param expiresAt         null for never
     * @param models            null for all
     * @param messagesPerMinute null for as many as the account may send
     * @param budget            null for all that the account has
     */
    record KeyRequest(
            @Nullable String name,
            @Nullable List<@Nullable String> scopes,
            @Nullable Instant expiresAt,
            @Nullable List<@Nullable String> models,
            @Nullable Integer messagesPerMinute,
            @Nullable BudgetRequest budget) {

        KeyBounds bounds(Instant now) {
            if (expiresAt != null && (!expiresAt.isAfter(now) || !expiresAt.isBefore(LATEST_EXPIRY))) {
                throw new InvalidValue("expires_at", "must be in the future, and before " + LATEST_EXPIRY);
            }
            if (models != null && !areModels(models)) {
                throw new InvalidValue(
                        "models", "must be 1 to %d names of models, of 1 to 200 visible ASCII characters".formatted(
                                MOST_MODELS));
            }
            if (messagesPerMinute != null && messagesPerMinute < 1) {
                throw new InvalidValue("messages_per_minute", "must be at least 1");
            }
            return new KeyBounds(
                    budget == null ? null : budget.budget(),
                    models == null ? null : models.stream().map(Objects::requireNonNull).distinct().toList(),
                    messagesPerMinute,
                    expiresAt == null ? null : expiresAt.truncatedTo(ChronoUnit.SECONDS));
        }

        private static boolean areModels(List<@Nullable String> names) {
            return !names.isEmpty()
                    && names.size() <= MOST_MODELS
                    && names.stream().allMatch(name -> name != null && MODEL.matcher(name).matches());
        }

        @Nullable KeyName keyName() {
            return name == null ? null : new KeyName(name);
        }

        List<Scope> wantedScopes() {
            if (scopes == null) {
                return List.of(Scope.CHAT);
            }
            List<Scope> wanted = scopes.stream().map(Scope::parse).distinct().toList();
            if (wanted.isEmpty() || wanted.size() < scopes.size()) {
                throw new InvalidValue("scopes", "must be chat, read or both, each once");
            }
            return wanted;
        }
    }

    /** @param period {@code total} if it is missing */
    record BudgetRequest(@Nullable Long tokens, @Nullable String period) {

        KeyBounds.Budget budget() {
            long most = required("budget.tokens", tokens);
            if (most < 1) {
                throw new InvalidValue("budget.tokens", "must be at least 1");
            }
            KeyBounds.Period wanted = Arrays.stream(KeyBounds.Period.values())
                    .filter(each -> each.value().equals(period == null ? "total" : period))
                    .findFirst()
                    .orElseThrow(() -> new InvalidValue("budget.period", "must be total, day or month"));
            return new KeyBounds.Budget(most, wanted);
        }
    }

    /** More would make every call longer: they are told with each. */
    private static final int MOST_MODELS = 20;

    private static final Pattern MODEL = Pattern.compile("[\\x21-\\x7e]{1,200}");
    private static final Instant LATEST_EXPIRY = Instant.parse("9999-01-01T00:00:00Z");

    record Keys(List<ApiKey> results) {}

    /** The only time that the key itself is told. */
    record Made(
            UUID id,
            @Nullable String name,
            List<String> scopes,
            String key,
            String prefix,
            Instant createdAt,
            @Nullable Instant expiresAt,
            @Nullable List<String> models,
            @Nullable Integer messagesPerMinute,
            ApiKey.@Nullable Budget budget) {

        static Made of(ApiKey key, Secret secret) {
            return new Made(
                    key.id(), key.name(), key.scopes(), secret.value(), key.prefix(), key.createdAt(), key.expiresAt(),
                    key.models(), key.messagesPerMinute(), key.budget());
        }
    }

    private final ApiKeys keys;
    private final AccountCommands commands;
    private final Clock clock;
    private final Supplier<UUID> ids;
    private final TransactionTemplate transaction;

    KeyController(
            ApiKeys keys,
            AccountCommands commands,
            Clock clock,
            Supplier<UUID> ids,
            TransactionTemplate transaction) {
        this.keys = keys;
        this.commands = commands;
        this.clock = clock;
        this.ids = ids;
        this.transaction = transaction;
    }

    @GetMapping
    Keys list(Principal caller) {
        AccountId accountId = AccountId.parse(caller.getName());
        return new Keys(keys.of(accountId).stream().map(key -> withUse(accountId, key)).toList());
    }

    private ApiKey withUse(AccountId accountId, ApiKey key) {
        KeyBounds.Budget budget = key.bounds().budget();
        return budget == null
                ? key
                : key.used(commands.send(new CheckKeyBudget(accountId, key.id(), budget.at(clock.instant()))));
    }

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    Made make(
            Principal caller,
            @RequestBody(required = false) @Nullable KeyRequest request,
            RepeatableRequest repeatable) {
        KeyRequest wanted = request == null ? new KeyRequest(null, null, null, null, null, null) : request;
        KeyName name = wanted.keyName();
        List<Scope> scopes = wanted.wantedScopes();
        KeyBounds bounds = wanted.bounds(clock.instant());
        return repeatable.answer(Made.class, () -> transaction.execute(_ -> {
            Secret secret = Secret.random();
            ApiKey key = keys.add(
                    ids.get(), AccountId.parse(caller.getName()), name, scopes, bounds, secret);
            return repeatable.keep(Made.of(key, secret));
        }));
    }

    @DeleteMapping("/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void revoke(Principal caller, @PathVariable String id) {
        if (!keys.revoke(AccountId.parse(caller.getName()), parse(id))) {
            throw noSuchKey();
        }
    }

    private static UUID parse(String id) {
        try {
            return UUID.fromString(id);
        } catch (IllegalArgumentException malformed) {
            throw noSuchKey();
        }
    }

    private static Refusal noSuchKey() {
        return new Refusal(ErrorCode.NOT_FOUND, "There is no such API key.");
    }
}
