package io.chatledger.query.rows;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatledger.query.TestDatabase;
import io.chatledger.query.projection.Changes;
import io.chatledger.query.projection.Edition;
import io.chatledger.query.projection.ReadModel;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.JdbcTemplate;

class RowTableTest {

    private static final List<String> NASTY = List.of("plain", "", "\\N", "\\.", "a\tb\nc\rd\\te", "\"quoted\", 'too'",
            "{a,b}", "null", "naïve 日本 \uD83D\uDE00", "\u0001\b\f\u000B\u007F", "NULL,\\\\\"");

    private static JdbcTemplate database;

    private record Row(
            UUID accountId,
            long position,
            String username,
            @Nullable String email,
            List<String> roles,
            boolean suspended,
            Instant createdAt) {}

    @BeforeAll
    static void start() {
        TestDatabase created = TestDatabase.create();
        database = new JdbcTemplate(created.dataSource("chatledger_query"));
        Flyway.configure()
                .dataSource(created.dataSource("chatledger_query"))
                .locations("classpath:db/query")
                .schemas("read")
                .createSchemas(false)
                .load()
                .migrate();
    }

    /** Few go in by a statement, many are copied. */
    @ParameterizedTest
    @ValueSource(ints = {1, 11, 199, 200, 1000})
    void whatGoesInComesOutHoweverManyThereAre(int count) {
        RowTable<Row> table = new RowTable<>(database, ReadModel.ACCOUNT, Row.class);
        List<Row> rows = IntStream.range(0, count).mapToObj(i -> row(count * 1000L + i)).toList();

        Changes changes = new Changes(database);
        table.save(Edition.LIVE, rows, List.of(), changes);
        changes.make();

        assertThat(table.find(Edition.LIVE, rows.stream().map(Row::accountId).toList()))
                .containsExactlyInAnyOrderElementsOf(rows);
    }

    private static Row row(long position) {
        String text = NASTY.get((int) (position % NASTY.size()));
        return new Row(
                UUID.randomUUID(),
                position,
                text,
                position % 3 == 0 ? null : text,
                position % 5 == 0 ? List.of() : List.of(text, "USER", text),
                position % 2 == 0,
                Instant.parse("2026-11-20T10:15:30.123Z").plusMillis(position));
    }
}
