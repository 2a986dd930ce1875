package io.chatledger.command.key;

import io.chatledger.api.AccountId;
import io.chatledger.api.ErrorCode;
import io.chatledger.api.InvalidValue;
import io.chatledger.command.account.Refusal;
import io.chatledger.command.idempotency.RepeatableRequest;
import io.chatledger.webaccess.Scope;
import java.security.Principal;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
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

    /** @param scopes only {@code chat} if it is missing */
    record KeyRequest(@Nullable String name, @Nullable List<@Nullable String> scopes) {

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

    record Keys(List<ApiKey> results) {}

    /** The only time that the key itself is told. */
    record Made(
            UUID id, @Nullable String name, List<String> scopes, String key, String prefix, Instant createdAt) {}

    private final ApiKeys keys;
    private final Supplier<UUID> ids;
    private final TransactionTemplate transaction;

    KeyController(ApiKeys keys, Supplier<UUID> ids, TransactionTemplate transaction) {
        this.keys = keys;
        this.ids = ids;
        this.transaction = transaction;
    }

    @GetMapping
    Keys list(Principal caller) {
        return new Keys(keys.of(AccountId.parse(caller.getName())));
    }

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    Made make(
            Principal caller,
            @RequestBody(required = false) @Nullable KeyRequest request,
            RepeatableRequest repeatable) {
        KeyRequest wanted = request == null ? new KeyRequest(null, null) : request;
        KeyName name = wanted.keyName();
        List<Scope> scopes = wanted.wantedScopes();
        return repeatable.answer(Made.class, () -> transaction.execute(_ -> {
            Secret secret = Secret.random();
            ApiKey key = keys.add(ids.get(), AccountId.parse(caller.getName()), name, scopes, secret);
            return repeatable.keep(
                    new Made(key.id(), key.name(), key.scopes(), secret.value(), key.prefix(), key.createdAt()));
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
