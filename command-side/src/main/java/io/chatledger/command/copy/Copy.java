package io.chatledger.command.copy;

import static java.util.Objects.requireNonNull;

import io.chatledger.command.store.Outage;
import io.chatledger.settings.WrongSetting;
import jakarta.annotation.PreDestroy;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * This copy of the side among those on the same database. Each has a row with its last sign of life, and its name on
 * its connections, which the operating system closes when a process dies, but not while it is only slow: a copy is gone
 * when it has neither for a while. Others then take its row away, and what it held is nobody's.
 */
@Component
public class Copy {

    private static final Logger log = LoggerFactory.getLogger(Copy.class);

    private static final String CONNECTIONS = "command-side ";
    private static final Pattern NAME = Pattern.compile(CONNECTIONS + "(\\d{10}-.*)");

    private final JdbcClient jdbc;
    private final Absences absences;
    private final String id;

    Copy(JdbcClient jdbc, CopySettings settings) {
        this.jdbc = jdbc;
        this.absences = new Absences(settings.looksUntilGone());
        this.id = idOf(jdbc.sql("SELECT current_setting('application_name')").query(String.class).single());
        live();
    }

    private static String idOf(String applicationName) {
        Matcher name = NAME.matcher(applicationName);
        if (!name.matches()) {
            throw new WrongSetting(
                    "spring.datasource.hikari.data-source-properties.ApplicationName", applicationName,
                    "'" + CONNECTIONS + "' with ten digits that are others after each start, '-', process and host");
        }
        return name.group(1);
    }

    /** Another one after each start. */
    public String id() {
        return id;
    }

    /** One that the others took for gone is there again. */
    private void live() {
        jdbc.sql("""
                INSERT INTO events.copy (copy_id, seen_at) VALUES (?, clock_timestamp())
                ON CONFLICT (copy_id) DO UPDATE SET seen_at = clock_timestamp()""")
                .param(id)
                .update();
    }

    @Scheduled(fixedDelayString = "${chatledger.copies.look-interval}")
    void look() {
        try {
            live();
            Map<String, Instant> lastSeen = withoutConnection();
            absences.look(lastSeen).forEach(gone -> bury(gone, requireNonNull(lastSeen.get(gone))));
        } catch (RuntimeException e) {
            absences.forget();
            throw e;
        }
    }

    private Map<String, Instant> withoutConnection() {
        return jdbc.sql("""
                SELECT copy_id, seen_at FROM events.copy
                WHERE NOT EXISTS (SELECT FROM pg_stat_activity WHERE application_name = ? || copy_id)""")
                .param(CONNECTIONS)
                .query((row, number) -> Map.entry(
                        row.getString("copy_id"),
                        row.getObject("seen_at", OffsetDateTime.class).toInstant()))
                .list().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /** Unless it has come back in this moment. */
    private void bury(String gone, Instant lastSeen) {
        int rows = jdbc.sql("DELETE FROM events.copy WHERE copy_id = ? AND seen_at = ?")
                .params(gone, lastSeen.atOffset(ZoneOffset.UTC))
                .update();
        if (rows > 0) {
            log.warn("The copy {} of command-side is gone; what it held will be released", gone);
        }
    }

    @PreDestroy
    void leave() {
        try {
            jdbc.sql("DELETE FROM events.copy WHERE copy_id = ?").param(id).update();
        } catch (RuntimeException e) {
            log.info("The other copies will notice by themselves that this one has ended: {}", Outage.reason(e));
        }
    }
}
