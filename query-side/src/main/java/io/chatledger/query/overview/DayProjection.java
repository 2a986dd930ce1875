package io.chatledger.query.overview;

import io.chatledger.api.AccountClosed;
import io.chatledger.api.AccountEvent;
import io.chatledger.api.MessageSent;
import io.chatledger.api.TokenEvent;
import io.chatledger.api.UserRegistered;
import io.chatledger.query.events.RecordedEvent;
import io.chatledger.query.projection.Changes;
import io.chatledger.query.projection.Edition;
import io.chatledger.query.projection.Projection;
import io.chatledger.query.projection.ReadModel;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.springframework.stereotype.Component;

/** Adds to the days what a batch brings them: however many events it has, that is a row or two. */
@Component
class DayProjection implements Projection {

    @Override
    public ReadModel model() {
        return ReadModel.DAYS;
    }

    @Override
    public Set<Class<? extends AccountEvent>> families() {
        return Set.of(TokenEvent.class, MessageSent.class, UserRegistered.class, AccountClosed.class);
    }

    @Override
    public void project(List<RecordedEvent> batch, Edition edition, Changes changes) {
        Map<LocalDate, DayTotal> days = new TreeMap<>();
        for (RecordedEvent recorded : batch) {
            DayTotal added = DayTotal.of(recorded.event());
            if (added != null) {
                LocalDate day = recorded.recordedAt().atOffset(ZoneOffset.UTC).toLocalDate();
                days.merge(day, added, DayTotal::plus);
            }
        }
        days.forEach((day, total) -> changes.add(
                """
                INSERT INTO %s AS before (day, registered, closed, messages, granted, revoked, debited, held)
                VALUES (?::date, ?, ?, ?, ?::numeric, ?::numeric, ?::numeric, ?::numeric)
                ON CONFLICT (day) DO UPDATE SET
                    registered = before.registered + excluded.registered, closed = before.closed + excluded.closed,
                    messages = before.messages + excluded.messages, granted = before.granted + excluded.granted,
                    revoked = before.revoked + excluded.revoked, debited = before.debited + excluded.debited,
                    held = before.held + excluded.held""".formatted(model().in(edition)),
                day.toString(), total.registered(), total.closed(), total.messages(),
                total.granted().toString(), total.revoked().toString(), total.debited().toString(),
                total.held().toString()));
    }
}
