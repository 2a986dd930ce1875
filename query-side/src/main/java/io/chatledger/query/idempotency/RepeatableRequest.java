package io.chatledger.query.idempotency;

import io.chatledger.query.idempotency.KeptAnswers.Claim;
import io.chatledger.query.web.InProgress;
import io.chatledger.query.web.KeyReused;
import io.chatledger.webaccess.IdempotencyKey;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The request that is being answered, for controllers whose calls may be repeated
 * (draft-ietf-httpapi-idempotency-key-header-07): whoever has it as a parameter honours {@code Idempotency-Key};
 * elsewhere the header is refused. Without the header it does what it is told, and no more.
 */
public final class RepeatableRequest {

    private final KeptAnswers answers;
    private final HttpServletResponse response;
    private final @Nullable Claim claim;

    /** @throws io.chatledger.api.InvalidValue if there is a key that cannot be one */
    RepeatableRequest(KeptAnswers answers, HttpServletRequest request, HttpServletResponse response) {
        this.answers = answers;
        this.response = response;
        IdempotencyKey key = IdempotencyKey.of(request);
        // No call here reads a body: its path is all that it asks.
        this.claim = key == null ? null : new Claim(
                IdempotencyKey.sha256(request.getUserPrincipal().getName(), key.value()),
                IdempotencyKey.sha256(request.getMethod(), request.getRequestURI()));
    }

    /**
     * The answer that was given under the key, or that of {@code act}, which has to {@link #keep} it in the transaction
     * in which it acts. If that fails nothing is kept, and the key is free.
     *
     * @throws InProgress while the same key is being answered
     * @throws KeyReused  if something else was asked under it
     */
    public <T> T answer(Class<T> type, Supplier<T> act) {
        if (claim == null) {
            return act.get();
        }
        Optional<T> earlier = answers.find(claim, type);
        if (earlier.isPresent()) {
            response.setHeader(IdempotencyKey.REPLAYED_HEADER, "true");
        }
        return earlier.orElseGet(act);
    }

    /** Has the answer committed with the transaction that is under way. */
    public <T> T keep(T answer) {
        if (claim != null) {
            answers.keep(claim, answer);
        }
        return answer;
    }
}
