package io.chatledger.command.idempotency;

import io.chatledger.api.AccountId;
import io.chatledger.command.account.Refusal;
import io.chatledger.webaccess.ClientAddress;
import io.chatledger.webaccess.IdempotencyKey;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * The request that is being answered, for controllers whose calls may be repeated: whoever has it as a parameter
 * honours {@code Idempotency-Key}; elsewhere the header is refused. Without the header it does what it is told, and no
 * more.
 */
public final class RepeatableRequest {

    /** An attribute of the request: the body as it was read. */
    static final String BODY = RepeatableRequest.class.getName() + ".body";

    private final KeptAnswers answers;
    private final JsonMapper json;
    private final HttpServletRequest request;
    private final HttpServletResponse response;
    private final @Nullable IdempotencyKey key;
    private String @Nullable [] compared;

    /** @throws io.chatledger.api.InvalidValue if there is a key that cannot be one */
    RepeatableRequest(
            KeptAnswers answers, JsonMapper json, HttpServletRequest request, HttpServletResponse response) {
        this.answers = answers;
        this.json = json;
        this.request = request;
        this.response = response;
        this.key = IdempotencyKey.of(request);
    }

    /**
     * What makes it another request, in place of the whole body. For bodies with a password: a fast hash of it must not
     * lie in a database.
     */
    public RepeatableRequest comparing(@Nullable String... parts) {
        compared = Stream.of(parts).map(String::valueOf).toArray(String[]::new);
        return this;
    }

    /**
     * The answer that was given under the key, or that of {@code act}, which has to {@link #keep} it in the transaction
     * in which it acts. If that fails nothing is kept, and the key is free.
     *
     * @throws Refusal {@code IN_PROGRESS} while the key is being answered, {@code IDEMPOTENCY_KEY_REUSED} if something
     *                 else was asked under it
     */
    public <T> T answer(Class<T> type, Supplier<T> act) {
        return answer(type, act, _ -> {});
    }

    /** @param check refuses to give an earlier answer again */
    public <T> T answer(Class<T> type, Supplier<T> act, Consumer<T> check) {
        Claim claim = claim();
        if (claim == null) {
            return act.get();
        }
        Optional<T> earlier = answers.find(claim, type);
        if (earlier.isEmpty()) {
            try (var _ = answers.begin(claim)) {
                // It may have ended just before.
                earlier = answers.find(claim, type);
                if (earlier.isEmpty()) {
                    return act(claim, type, act, check);
                }
            }
        }
        return again(earlier.get(), check);
    }

    private <T> T act(Claim claim, Class<T> type, Supplier<T> act, Consumer<T> check) {
        try {
            return act.get();
        } catch (RuntimeException failure) {
            // Another copy may have done it, or it is done and only the confirmation of the commit got lost.
            return again(earlierAfter(failure, claim, type), check);
        }
    }

    @SuppressWarnings("ReferenceEquality") // a failure that is thrown on is the same object
    private <T> T earlierAfter(RuntimeException failure, Claim claim, Class<T> type) {
        try {
            return answers.find(claim, type).orElseThrow(() -> failure);
        } catch (RuntimeException alsoFailed) {
            if (alsoFailed != failure) {
                failure.addSuppressed(alsoFailed);
            }
            throw failure;
        }
    }

    private <T> T again(T earlier, Consumer<T> check) {
        check.accept(earlier);
        response.setHeader(IdempotencyKey.REPLAYED_HEADER, "true");
        return earlier;
    }

    /** Has the answer, in which the caller's data are, committed with the transaction that is under way. */
    public <T> T keep(T answer) {
        var caller = request.getUserPrincipal();
        return keep(answer, caller == null ? null : AccountId.parse(caller.getName()));
    }

    /** @param about whose data the answer has: it goes with them if they are erased */
    public <T> T keep(T answer, @Nullable AccountId about) {
        Claim claim = claim();
        if (claim != null) {
            answers.keep(claim, answer, about == null ? null : about.toString());
        }
        return answer;
    }

    /** How another request under a key that was used is refused. */
    public static Refusal reused() {
        return KeptAnswers.reused();
    }

    private @Nullable Claim claim() {
        if (key == null) {
            return null;
        }
        String[] what = compared != null
                ? compared
                : new String[] {json.writeValueAsString(request.getAttribute(BODY))};
        String[] parts = Stream.concat(Stream.of(request.getMethod(), request.getRequestURI()), Stream.of(what))
                .toArray(String[]::new);
        return new Claim(owner(), key, IdempotencyKey.sha256(parts));
    }

    private String owner() {
        var caller = request.getUserPrincipal();
        return caller != null ? caller.getName() : "address " + ClientAddress.of(request).value();
    }
}
