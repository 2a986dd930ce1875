package io.chatledger.query.projection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chatledger.query.TestDatabase;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

class ChangesTest {

    private JdbcTemplate database;
    private TransactionTemplate transaction;

    @BeforeEach
    void start() {
        var dataSource = TestDatabase.create().dataSource("chatledger_query");
        database = new JdbcTemplate(dataSource);
        transaction = new TransactionTemplate(new DataSourceTransactionManager(dataSource));
        database.execute("CREATE TABLE read.thing (name text PRIMARY KEY, amount bigint NOT NULL)");
    }

    @Test
    void allAreMadeInTheirOrderAndOnlyOnce() {
        Changes changes = new Changes(database);
        changes.add("INSERT INTO read.thing VALUES (?, ?), (?, ?)", "a; 'b' ?", 1L, "c", 2L);
        changes.add("UPDATE read.thing SET amount = amount * 10");
        changes.add("UPDATE read.thing SET amount = amount + ? WHERE name = ANY (?)", 5L, new String[] {"c"});

        changes.make();
        changes.make();

        assertThat(database.queryForList("SELECT name || '=' || amount FROM read.thing ORDER BY name", String.class))
                .containsExactly("a; 'b' ?=10", "c=25");
    }

    @Test
    void noneIsMadeIfNothingWasAdded() {
        new Changes(database).make();

        assertThat(database.queryForObject("SELECT count(*) FROM read.thing", Long.class)).isZero();
    }

    @Test
    void oneInTheMiddleThatCannotBeMadeIsToldAndUndoesAll() {
        Changes changes = new Changes(database);
        changes.add("INSERT INTO read.thing VALUES (?, ?)", "a", 1L);
        changes.add("INSERT INTO read.thing VALUES (?, ?)", "a", 2L);
        changes.add("INSERT INTO read.thing VALUES (?, ?)", "b", 3L);

        assertThatThrownBy(() -> transaction.executeWithoutResult(status -> changes.make()))
                .isInstanceOf(DuplicateKeyException.class);

        assertThat(database.queryForObject("SELECT count(*) FROM read.thing", Long.class)).isZero();
    }
}
