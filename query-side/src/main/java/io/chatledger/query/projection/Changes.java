package io.chatledger.query.projection;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.PreparedStatementCallback;

/** What a batch of events changes, collected until all of it can be made in one round trip. Not for several threads. */
public final class Changes {

    private final JdbcTemplate jdbc;
    private final List<String> statements = new ArrayList<>();
    private final List<Object> parameters = new ArrayList<>();

    public Changes(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /** @param parameters one for each question mark of the statement */
    public void add(String statement, Object... parameters) {
        statements.add(statement);
        Collections.addAll(this.parameters, parameters);
    }

    /** In the order in which they were added, in the caller's transaction. */
    public void make() {
        if (statements.isEmpty()) {
            return;
        }
        jdbc.execute(String.join("; ", statements), (PreparedStatementCallback<Boolean>) all -> {
            for (int i = 0; i < parameters.size(); i++) {
                all.setObject(i + 1, parameters.get(i));
            }
            return all.execute();
        });
        statements.clear();
        parameters.clear();
    }
}
