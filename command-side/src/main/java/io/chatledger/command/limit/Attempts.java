package io.chatledger.command.limit;

import io.chatledger.command.secret.Sha256;
import io.chatledger.command.store.Batches;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Counts attempts in the database. Each answer is how long there is to wait until the next one; zero if not at all. */
@Component
class Attempts {

    private final JdbcClient jdbc;
    private final Batches batches;
    private final InstantSource clock;

    Attempts(JdbcClient jdbc, Batches batches, InstantSource clock) {
        this.jdbc = jdbc;
        this.batches = batches;
        this.clock = clock;
    }

    /**
     * Counts an attempt unless there is to wait: after {@code free} in a row 1 s from the last one, then 2 s, 4 s and
     * so on. Of attempts at the same time, each sees those before it.
     */
    Duration countInARow(String kind, String subject, int free, Duration longestWait) {
        Instant now = clock.instant();
        String wait = "make_interval(secs => least(power(2, least(a.attempts - :free, 30)), :longest))";
        int counted = jdbc.sql("""
                INSERT INTO events.attempt AS a (kind, subject, attempts, first_at, last_at)
                VALUES (:kind, :subject, 1, :now, :now)
                ON CONFLICT (kind, subject) DO UPDATE SET attempts = a.attempts + 1, last_at = :now
                WHERE a.attempts < :free OR a.last_at + %s <= :now
                """.formatted(wait))
                .param("kind", kind)
                .param("subject", hash(subject))
                .param("free", free)
                .param("longest", longestWait.toSeconds())
                .param("now", time(now))
                .update();
        if (counted == 1) {
            return Duration.ZERO;
        }
        return jdbc.sql("SELECT a.last_at + %s FROM events.attempt a WHERE kind = :kind AND subject = :subject"
                        .formatted(wait))
                .param("kind", kind)
                .param("subject", hash(subject))
                .param("free", free)
                .param("longest", longestWait.toSeconds())
                .query(OffsetDateTime.class)
                .optional()
                .map(end -> until(end, now))
                .orElse(Duration.ZERO);
    }

    /** How many attempts there were in a row; counts nothing. */
    int inARow(String kind, String subject) {
        return jdbc.sql("SELECT attempts FROM events.attempt WHERE kind = ? AND subject = ?")
                .param(kind)
                .param(hash(subject))
                .query(Integer.class)
                .optional()
                .orElse(0);
    }

    /** The row of attempts is over. */
    void forget(String kind, String subject) {
        jdbc.sql("DELETE FROM events.attempt WHERE kind = ? AND subject = ?").param(kind).param(hash(subject)).update();
    }

    /** Counts an attempt in a window of time that begins with the first one. */
    Duration countInWindow(String kind, String subject, int most, Duration window) {
        Instant now = clock.instant();
        return jdbc.sql("""
                INSERT INTO events.attempt AS a (kind, subject, attempts, first_at, last_at)
                VALUES (:kind, :subject, 1, :now, :now)
                ON CONFLICT (kind, subject) DO UPDATE SET
                    attempts = CASE WHEN a.first_at <= :begin THEN 1 ELSE a.attempts + 1 END,
                    first_at = CASE WHEN a.first_at <= :begin THEN :now ELSE a.first_at END,
                    last_at = :now
                RETURNING attempts, first_at
                """)
                .param("kind", kind)
                .param("subject", hash(subject))
                .param("now", time(now))
                .param("begin", time(now.minus(window)))
                .query((row, index) -> row.getInt("attempts") <= most
                        ? Duration.ZERO
                        : until(row.getObject("first_at", OffsetDateTime.class).plus(window), now))
                .single();
    }

    /** Counts nothing. */
    Duration waitInWindow(String kind, String subject, int most, Duration window) {
        Instant now = clock.instant();
        return jdbc.sql("""
                SELECT first_at FROM events.attempt
                WHERE kind = :kind AND subject = :subject AND attempts >= :most AND first_at > :begin
                """)
                .param("kind", kind)
                .param("subject", hash(subject))
                .param("most", most)
                .param("begin", time(now.minus(window)))
                .query(OffsetDateTime.class)
                .optional()
                .map(first -> until(first.plus(window), now))
                .orElse(Duration.ZERO);
    }

    void forgetBefore(Instant lastAttempt) {
        batches.delete("events.attempt", "last_at < ?", time(lastAttempt));
    }

    private static Duration until(OffsetDateTime end, Instant now) {
        Duration left = Duration.between(now, end.toInstant());
        return left.isNegative() ? Duration.ZERO : left;
    }

    static OffsetDateTime time(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }

    static byte[] hash(String subject) {
        return Sha256.of(subject).bytes();
    }
}
