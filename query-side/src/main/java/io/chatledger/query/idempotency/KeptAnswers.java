package io.chatledger.query.idempotency;

import io.chatledger.query.QuerySettings;
import io.chatledger.query.web.InProgress;
import io.chatledger.query.web.KeyReused;
import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * The table {@code read.kept_answer}: the answers of requests that had a key, each written in the transaction of what
 * it tells of. None holds a secret.
 */
@Component
class KeptAnswers {

    /** A few operators and auditors make fewer in a day. */
    private static final int FORGOTTEN_AT_ONCE = 100;

    /** Both are SHA-256: of whose request it is and its key, and of what is asked. */
    record Claim(byte[] hash, byte[] requestHash) {}

    private record Kept(byte[] requestHash, String answer) {}

    private final JdbcClient jdbc;
    private final JsonMapper json;
    private final Clock clock;
    private final Duration lifetime;

    KeptAnswers(JdbcClient jdbc, JsonMapper json, Clock clock, QuerySettings settings) {
        this.jdbc = jdbc;
        this.json = json;
        this.clock = clock;
        this.lifetime = settings.idempotencyKeyLifetime();
    }

    /** @throws KeyReused if something else was asked under the key */
    <T> Optional<T> find(Claim claim, Class<T> type) {
        return jdbc.sql("SELECT request_hash, answer FROM read.kept_answer WHERE claim_hash = ? AND answered_at >= ?")
                .params(claim.hash(), oldest())
                .query((row, _) -> new Kept(row.getBytes("request_hash"), row.getString("answer")))
                .optional()
                .map(kept -> {
                    if (!Arrays.equals(kept.requestHash(), claim.requestHash())) {
                        throw new KeyReused();
                    }
                    return json.readValue(kept.answer(), type);
                });
    }

    /**
     * In the caller's transaction.
     *
     * @throws InProgress if another request with this key was quicker
     */
    void keep(Claim claim, Object answer) {
        int kept = jdbc.sql("""
                        INSERT INTO read.kept_answer AS earlier (claim_hash, request_hash, answer, answered_at)
                        VALUES (?, ?, ?, ?) ON CONFLICT (claim_hash) DO UPDATE
                        SET request_hash = excluded.request_hash, answer = excluded.answer,
                            answered_at = excluded.answered_at
                        WHERE earlier.answered_at < ?""")
                .params(
                        claim.hash(),
                        claim.requestHash(),
                        json.writeValueAsString(answer),
                        clock.instant().atOffset(ZoneOffset.UTC),
                        oldest())
                .update();
        if (kept == 0) {
            throw new InProgress("A request with this idempotency key is still being answered.");
        }
        jdbc.sql("""
                        DELETE FROM read.kept_answer WHERE claim_hash IN (
                            SELECT claim_hash FROM read.kept_answer WHERE answered_at < ? LIMIT ?)""")
                .params(oldest(), FORGOTTEN_AT_ONCE)
                .update();
    }

    private OffsetDateTime oldest() {
        return clock.instant().minus(lifetime).atOffset(ZoneOffset.UTC);
    }
}
