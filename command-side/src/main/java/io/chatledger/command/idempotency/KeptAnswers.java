package io.chatledger.command.idempotency;

import io.chatledger.api.ErrorCode;
import io.chatledger.command.account.Refusal;
import io.chatledger.command.store.Batches;
import io.chatledger.command.store.GroupCommit;
import io.chatledger.command.store.RowStatement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** The table {@code events.kept_answer}: the answers of requests that had a key, each written with what it tells of. */
@Component
class KeptAnswers {

    private record Row(
            byte[] claimHash, byte[] requestHash, byte[] answer, String answeredAt, @Nullable String accountId) {}

    private static final RowStatement<Row> KEPT = new RowStatement<>(
            """
            INSERT INTO events.kept_answer (claim_hash, request_hash, answer, answered_at, account_id)
            SELECT * FROM unnest(?::bytea[], ?::bytea[], ?::bytea[], ?::timestamptz[], ?::uuid[])""",
            List.of(Row::claimHash, Row::requestHash, Row::answer, Row::answeredAt, Row::accountId),
            _ -> inProgress());

    private record Kept(byte[] requestHash, byte[] answer) {}

    /** Until it is closed nobody else acts under the key here. */
    interface Turn extends AutoCloseable {
        @Override
        void close();
    }

    private final JdbcClient jdbc;
    private final GroupCommit commit;
    private final JsonMapper json;
    private final Clock clock;
    private final Duration lifetime;
    private final Batches batches;
    private final Set<String> underWay = ConcurrentHashMap.newKeySet();

    KeptAnswers(
            JdbcClient jdbc,
            GroupCommit commit,
            JsonMapper json,
            Clock clock,
            Batches batches,
            IdempotencySettings settings) {
        this.jdbc = jdbc;
        this.commit = commit;
        this.json = json;
        this.clock = clock;
        this.batches = batches;
        this.lifetime = settings.idempotencyKeyLifetime();
    }

    /** @throws Refusal {@code IDEMPOTENCY_KEY_REUSED} if something else was asked under the key */
    <T> Optional<T> find(Claim claim, Class<T> type) {
        return jdbc.sql("SELECT request_hash, answer FROM events.kept_answer WHERE claim_hash = ?")
                .param(claim.hash())
                .query((row, _) -> new Kept(row.getBytes("request_hash"), row.getBytes("answer")))
                .optional()
                .map(kept -> {
                    if (!Arrays.equals(kept.requestHash(), claim.requestHash())) {
                        throw reused();
                    }
                    return json.readValue(AnswerCipher.decrypt(claim, kept.answer()), type);
                });
    }

    /**
     * Is committed with the caller's transaction; of two with the same key, one fails and changes nothing.
     *
     * @param accountId whose data it has; null if nobody's
     */
    void keep(Claim claim, Object answer, @Nullable String accountId) {
        commit.write(KEPT, new Row(
                claim.hash(),
                claim.requestHash(),
                AnswerCipher.encrypt(claim, json.writeValueAsBytes(answer)),
                clock.instant().toString(),
                accountId));
    }

    /**
     * Spares this copy the work of a second one; another copy learns it from the table.
     *
     * @throws Refusal {@code IN_PROGRESS} if a request with this key is being answered here
     */
    Turn begin(Claim claim) {
        String name = claim.name();
        if (!underWay.add(name)) {
            throw inProgress();
        }
        return () -> underWay.remove(name);
    }

    static Refusal inProgress() {
        return new Refusal(ErrorCode.IN_PROGRESS, "A request with this idempotency key is still being answered.");
    }

    static Refusal reused() {
        return new Refusal(ErrorCode.IDEMPOTENCY_KEY_REUSED, "This idempotency key was used for another request.");
    }

    @Scheduled(fixedDelayString = "PT10M")
    void forgetOld() {
        forget(clock.instant().minus(lifetime));
    }

    void forget(Instant givenBefore) {
        batches.delete("events.kept_answer", "answered_at < ?", givenBefore.atOffset(ZoneOffset.UTC));
    }
}
