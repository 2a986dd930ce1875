package io.chatledger.query.account;

import io.chatledger.api.InvalidValue;
import io.chatledger.api.Role;
import io.chatledger.query.web.Cursor;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Finds accounts for administrators. At most the directory is read once, whatever its accounts have done. */
@Component
class AccountSearch {

    /** As long as the longest email address: more cannot be a part of anything. */
    private static final int LONGEST_PART_CHARACTERS = 254;

    private static final String AVAILABLE = "coalesce(has.balance - has.held, 0)";

    private final JdbcClient jdbc;

    AccountSearch(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * What all the accounts have in common; null for whatever.
     *
     * @param part         of the username or of the email, without regard to case
     * @param createdFrom  the first moment
     * @param createdUntil the first moment after
     * @param balanceMin   tokens that it can spend, like {@code balanceMax}
     */
    record Wanted(
            @Nullable String part,
            @Nullable String role,
            @Nullable Boolean suspended,
            @Nullable Instant createdFrom,
            @Nullable Instant createdUntil,
            @Nullable Long balanceMin,
            @Nullable Long balanceMax) {

        /** @throws InvalidValue if nothing can be like that */
        Wanted {
            if (part != null && (part.length() > LONGEST_PART_CHARACTERS || part.indexOf('\0') >= 0)) {
                throw new InvalidValue(
                        "q", "must be at most " + LONGEST_PART_CHARACTERS + " characters without NUL");
            }
            if (role != null && Arrays.stream(Role.values()).noneMatch(each -> each.name().equals(role))) {
                throw new InvalidValue("role", "must be the name of a role");
            }
            if (createdFrom != null && createdUntil != null && !createdUntil.isAfter(createdFrom)) {
                throw new InvalidValue("created_until", "must be after `created_from`");
            }
            requireAmount("balance_min", balanceMin);
            requireAmount("balance_max", balanceMax);
            if (balanceMin != null && balanceMax != null && balanceMax < balanceMin) {
                throw new InvalidValue("balance_max", "must not be less than `balance_min`");
            }
        }

        private static void requireAmount(String field, @Nullable Long tokens) {
            if (tokens != null && tokens < 0) {
                throw new InvalidValue(field, "must not be negative");
            }
        }
    }

    /** In which order accounts are listed. */
    enum Sort {
        OLDEST,
        NEWEST,
        /** Those that can spend most come first, the newest before others that can spend as much. */
        BALANCE;

        /** @throws InvalidValue if there is none of that name */
        static Sort parse(@Nullable String name) {
            return switch (name) {
                case null -> OLDEST;
                case "oldest" -> OLDEST;
                case "newest" -> NEWEST;
                case "balance" -> BALANCE;
                default -> throw new InvalidValue("sort", "must be oldest, newest or balance");
            };
        }
    }

    /** @param after the last account of the page before; null on the first page */
    List<Account> find(Wanted wanted, Sort sort, @Nullable Cursor after, int limit) {
        // Where nobody asks for the balance PostgreSQL leaves the join out.
        var sql = new StringBuilder("""
                SELECT account.* FROM read.account LEFT JOIN read.account_balance AS has USING (account_id)
                WHERE true""");
        var params = new ArrayList<Object>();
        if (wanted.part() != null) {
            sql.append(" AND (strpos(lower(username), lower(?)) > 0 OR strpos(lower(email), lower(?)) > 0)");
            params.addAll(List.of(wanted.part(), wanted.part()));
        }
        if (wanted.role() != null) {
            sql.append(" AND roles @> ARRAY[?::text]");
            params.add(wanted.role());
        }
        if (wanted.suspended() != null) {
            sql.append(wanted.suspended() ? " AND suspended" : " AND NOT suspended");
        }
        if (wanted.createdFrom() != null) {
            sql.append(" AND created_at >= ?");
            params.add(wanted.createdFrom().atOffset(ZoneOffset.UTC));
        }
        if (wanted.createdUntil() != null) {
            sql.append(" AND created_at < ?");
            params.add(wanted.createdUntil().atOffset(ZoneOffset.UTC));
        }
        if (wanted.balanceMin() != null || wanted.balanceMax() != null) {
            sql.append(" AND ").append(AVAILABLE).append(" BETWEEN ? AND ?");
            params.add(wanted.balanceMin() == null ? 0L : wanted.balanceMin());
            params.add(wanted.balanceMax() == null ? Long.MAX_VALUE : wanted.balanceMax());
        }
        if (after != null) {
            sql.append(switch (sort) {
                case OLDEST -> " AND position > ?";
                case NEWEST -> " AND position < ?";
                case BALANCE -> " AND (" + AVAILABLE + ", position) < ((SELECT " + AVAILABLE
                        + " FROM read.account LEFT JOIN read.account_balance AS has USING (account_id)"
                        + " WHERE position = ?), ?)";
            });
            params.add(after.position());
            if (sort == Sort.BALANCE) {
                params.add(after.position());
            }
        }
        params.add(limit);
        sql.append(switch (sort) {
            case OLDEST -> " ORDER BY position LIMIT ?";
            case NEWEST -> " ORDER BY position DESC LIMIT ?";
            // No index of its own, which each message would have to move.
            case BALANCE -> " ORDER BY " + AVAILABLE + " DESC, position DESC LIMIT ?";
        });
        return jdbc.sql(sql.toString()).params(params).query(AccountSearch::account).list();
    }

    private static Account account(ResultSet row, int number) throws SQLException {
        return new Account(
                row.getObject("account_id", UUID.class),
                row.getLong("position"),
                row.getString("username"),
                row.getString("email"),
                List.of((String[]) row.getArray("roles").getArray()),
                row.getBoolean("suspended"),
                row.getString("suspension_reason"),
                row.getObject("created_at", OffsetDateTime.class).toInstant());
    }
}
