package io.chatledger.query.freshness;

import io.chatledger.api.AccountId;
import org.jspecify.annotations.Nullable;

/**
 * The newest event at one moment, as a query for it: a row with its {@code global_index} and its {@code position},
 * which it gets a few milliseconds after its commit. Later ones never count, or a question about a busy account would
 * wait for ever: once found, it is the same event that is asked for again.
 *
 * @param query     with one parameter
 * @param again     what to ask while the event that was found has no position, with its global index as the parameter
 */
record Newest(String query, Object parameter, String again) {

    private static final String OF_ACCOUNT = """
            SELECT global_index, position
            FROM (SELECT global_index FROM events.domain_event
                WHERE aggregate_identifier = ? ORDER BY sequence_number DESC LIMIT 1) AS newest
            LEFT JOIN events.place USING (global_index)""";

    private static final String AT_INDEX = """
            SELECT global_index, position FROM events.domain_event LEFT JOIN events.place USING (global_index)
            WHERE global_index = ?""";

    /** The last one that has no place yet; if there is none, all have theirs. It can only be among the last few. */
    private static final String OF_ALL = """
            SELECT unnumbered.global_index, CASE WHEN unnumbered.global_index IS NULL
                THEN (SELECT max(position) FROM events.place) END AS position
            FROM (SELECT max(global_index) AS global_index FROM events.domain_event AS event
                WHERE global_index > (SELECT up_to FROM events.sequenced) AND global_index <= ? AND NOT EXISTS (
                    SELECT FROM events.place WHERE place.global_index = event.global_index)) AS unnumbered""";

    private static final String AT_POSITION = "SELECT NULL::bigint AS global_index, ?::bigint AS position";

    /** There is none if the account is unknown. */
    static Newest of(AccountId account) {
        return new Newest(OF_ACCOUNT, account.toString(), AT_INDEX);
    }

    static Newest ofAll() {
        return new Newest(OF_ALL, Long.MAX_VALUE, OF_ALL);
    }

    /** The same event, and no later one, now that it was found. */
    Newest found(@Nullable Long globalIndex, @Nullable Long position) {
        if (position != null) {
            return new Newest(AT_POSITION, position, AT_POSITION);
        }
        return globalIndex == null ? this : new Newest(again, globalIndex, again);
    }
}
