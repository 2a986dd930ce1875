package io.chatledger.query.balance;

import static java.util.stream.Collectors.toMap;

import io.chatledger.api.AccountId;
import java.math.BigInteger;
import java.util.Collection;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What accounts can still spend, for the features that show it beside something else. */
@Component
public class Balances {

    private static final int FETCH_ROWS = 1000;

    private final AccountBalances balances;
    private final JdbcClient jdbc;

    Balances(AccountBalances balances, JdbcClient jdbc) {
        this.balances = balances;
        this.jdbc = jdbc;
    }

    /** In tokens; 0 for an account that never had any. */
    public long available(AccountId account) {
        return balances.findByAccountId(account.value()).map(AccountBalance::available).orElse(0L);
    }

    /** In tokens by account; accounts that never had any are missing. */
    public Map<UUID, Long> available(Collection<UUID> accounts) {
        return balances.findByAccountIdIn(accounts).stream()
                .collect(toMap(AccountBalance::accountId, AccountBalance::available));
    }

    /** What all accounts have together, in tokens. */
    public record Totals(
            long accounts,
            BigInteger granted,
            BigInteger revoked,
            BigInteger debited,
            BigInteger balance,
            BigInteger held) {}

    /** Exact: PostgreSQL adds up bigints as numeric, and numerics without an end. */
    public Totals totals() {
        return jdbc.sql("""
                        SELECT count(*) AS accounts, coalesce(sum(granted), 0) AS granted,
                            coalesce(sum(revoked), 0) AS revoked, coalesce(sum(debited), 0) AS debited,
                            coalesce(sum(balance), 0) AS balance, coalesce(sum(held), 0) AS held
                        FROM read.account_balance""")
                .query((row, number) -> new Totals(
                        row.getLong("accounts"),
                        row.getBigDecimal("granted").toBigIntegerExact(),
                        row.getBigDecimal("revoked").toBigIntegerExact(),
                        row.getBigDecimal("debited").toBigIntegerExact(),
                        row.getBigDecimal("balance").toBigIntegerExact(),
                        row.getBigDecimal("held").toBigIntegerExact()))
                .single();
    }

    /** @param held of the balance, both in tokens */
    public record Row(UUID account, long balance, long held) {}

    /** Those of all accounts that ever had tokens. To be called in a transaction, so that rows come from a cursor. */
    public void forEach(Consumer<Row> consumer) {
        jdbc.sql("SELECT account_id, balance, held FROM read.account_balance ORDER BY account_id")
                .withFetchSize(FETCH_ROWS)
                .query((RowCallbackHandler) row -> consumer.accept(
                        new Row(row.getObject(1, UUID.class), row.getLong(2), row.getLong(3))));
    }
}
