package io.chatledger.query;

import io.chatledger.api.AccountClosed;
import io.chatledger.api.AccountErased;
import io.chatledger.api.AccountEvent;
import io.chatledger.api.AccountReactivated;
import io.chatledger.api.AccountSuspended;
import io.chatledger.api.ChatsOpened;
import io.chatledger.api.ConversationDeleted;
import io.chatledger.api.ConversationHidden;
import io.chatledger.api.ConversationRenamed;
import io.chatledger.api.ConversationRestored;
import io.chatledger.api.HoldReleased;
import io.chatledger.api.MessageSent;
import io.chatledger.api.PasswordResetIssued;
import io.chatledger.api.ProfileChanged;
import io.chatledger.api.ReplyFailed;
import io.chatledger.api.ReplyRecorded;
import io.chatledger.api.RolesChanged;
import io.chatledger.api.TokensDebited;
import io.chatledger.api.TokensGranted;
import io.chatledger.api.TokensHeld;
import io.chatledger.api.TokensRevoked;
import io.chatledger.api.Usage;
import io.chatledger.api.UserRegistered;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.json.JsonMapper;

/** Records events as command-side does: stores them, gives them their positions, and notifies. */
public final class TestLedger {

    public static final Instant BEGINNING = Instant.parse("2026-01-31T12:00:00Z");
    public static final String ADMIN = "00000000-0000-0000-0000-00000000000a";

    /** Escaped, so that half a surrogate pair gets into the store as it does when a model says it. */
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    private static final String UNNUMBERED = """
            SELECT * FROM events.domain_event AS event WHERE NOT EXISTS (SELECT FROM events.place
                WHERE place.global_index = event.global_index)""";

    private final JdbcClient database;
    private final Map<UUID, Long> sequenceNumbers = new HashMap<>();
    private Instant now = BEGINNING;
    private boolean numbering = true;

    TestLedger(JdbcClient database) {
        this.database = database;
    }

    public Instant now() {
        return now;
    }

    /** What is recorded next is so much earlier, as if by another process whose clock is behind. */
    public void turnBackTheClock(Duration by) {
        now = now.minus(by);
    }

    /** What is recorded next is so much later. */
    public void waits(Duration time) {
        now = now.plus(time);
    }

    /** From now on events stay without a position, as if the sequencer had not come to them yet. */
    public void stopNumbering() {
        numbering = false;
    }

    public void number() {
        numbering = true;
        database.sql("""
                        INSERT INTO events.place (position, global_index)
                        SELECT (SELECT coalesce(max(position), 0) FROM events.place)
                            + row_number() OVER (ORDER BY global_index), global_index
                        FROM (%s) AS unnumbered""".formatted(UNNUMBERED))
                .update();
        database.sql("SELECT pg_notify('chatledger_events', '')").query().listOfRows();
    }

    /** Leaves out a position, which a sequencer that works never does. */
    public void numberWithGap() {
        numbering = true;
        database.sql("""
                        INSERT INTO events.place (position, global_index)
                        SELECT ?, global_index
                        FROM (%s) AS unnumbered""".formatted(UNNUMBERED))
                .param(head() + 2)
                .update();
    }

    public long head() {
        return database.sql("SELECT coalesce(max(position), 0) FROM events.place").query(Long.class).single();
    }

    public Person register(String username) {
        return register(username, List.of("USER"), 4000);
    }

    public Person register(String username, List<String> roles, long welcomeTokens) {
        Person person = new Person(UUID.randomUUID(), username, roles);
        record(new UserRegistered(person.id.toString(), username, username + "@example.org", roles));
        record(new TokensGranted(person.id.toString(), welcomeTokens, "welcome", "system"));
        return person;
    }

    public void record(AccountEvent event) {
        store(event.accountId(), event.getClass().getName(), JSON.writeValueAsString(event));
    }

    /** Puts another payload in the place of a stored one: mends it, or breaks it. */
    public void replace(long position, String type, String payload) {
        database.sql("""
                        UPDATE events.domain_event AS event SET payload_type = ?, payload = ? FROM events.place
                        WHERE place.global_index = event.global_index AND position = ?""")
                .params(type, payload.getBytes(StandardCharsets.UTF_8), position)
                .update();
        database.sql("SELECT pg_notify('chatledger_events', '')").query().listOfRows();
    }

    /** Moves an event to another position, or away from all of them. */
    public void move(long position, @Nullable Long newPosition) {
        if (newPosition == null) {
            database.sql("DELETE FROM events.place WHERE position = ?").param(position).update();
        } else {
            database.sql("UPDATE events.place SET position = ? WHERE position = ?")
                    .params(newPosition, position)
                    .update();
        }
    }

    /** A ledger of random lives, always the same for the same seed. */
    public List<Person> live(int steps, Random random) {
        List<Person> people = new ArrayList<>(List.of(register("p0"), register("p1"), register("p2")));
        Map<UUID, Person> open = new LinkedHashMap<>();
        for (int step = 0; step < steps; step++) {
            Person person = people.get(random.nextInt(people.size()));
            // Few, and the same in all accounts, which nothing may take for one another.
            UUID conversation = new UUID(0, random.nextInt(5));
            switch (random.nextInt(15)) {
                case 0 -> people.add(register("p" + people.size()));
                case 1 -> person.isGranted(random.nextLong(1000));
                case 2 -> person.changesEmail(random.nextBoolean() ? null : "p" + step + "@example.org");
                case 3 -> person.becomes("USER", random.nextBoolean() ? "AUDITOR" : "OPERATOR");
                case 4 -> person.isSuspended();
                case 5 -> person.isReactivated();
                case 6 -> person.renames(conversation, "title " + step);
                case 7 -> {
                    switch (random.nextInt(8)) {
                        case 0 -> person.deletes(conversation);
                        case 1, 2 -> person.restores(conversation);
                        default -> person.archives(conversation);
                    }
                }
                case 14 -> {
                    if (random.nextBoolean()) {
                        person.getsAResetCode();
                    } else {
                        people.getFirst().opensChatsOf(person, Duration.ofMinutes(15));
                    }
                }
                case 8, 9, 10 -> open.put(person.sends(
                        "message " + step, conversation, "demo", step % 3 == 0 ? new UUID(1, 1) : null), person);
                default -> open.entrySet().stream().findFirst().ifPresent(oldest -> {
                    switch (random.nextInt(7)) {
                        case 0 -> oldest.getValue().isNotAnswered(oldest.getKey());
                        case 1 -> oldest.getValue().isAnsweredFor(oldest.getKey(), "reply", random.nextLong(101));
                        case 2 -> {
                            oldest.getValue().isForgotten(oldest.getKey());
                            oldest.getValue().isAnsweredLate(oldest.getKey(), "late");
                        }
                        case 3 -> oldest.getValue().isForgotten(oldest.getKey());
                        case 4 -> oldest.getValue().cancels(oldest.getKey());
                        case 5 -> oldest.getValue().cancelsAfter(oldest.getKey(), "re", random.nextLong(101));
                        default -> oldest.getValue().isAnswered(oldest.getKey(), "reply");
                    }
                    open.remove(oldest.getKey());
                });
            }
        }
        return people;
    }

    /** Whatever it says. */
    public void store(String accountId, String type, String payload) {
        now = now.plus(1, ChronoUnit.SECONDS);
        long sequenceNumber = sequenceNumbers.merge(UUID.fromString(accountId), 1L, Long::sum) - 1;
        database.sql("""
                        INSERT INTO events.domain_event (aggregate_identifier, sequence_number, type, event_identifier,
                            payload, payload_type, time_stamp)
                        VALUES (?, ?, 'UserAccount', ?, ?, ?, ?)""")
                .params(
                        accountId,
                        sequenceNumber,
                        UUID.randomUUID().toString(),
                        payload.getBytes(StandardCharsets.UTF_8),
                        type,
                        now.toString())
                .update();
        if (numbering) {
            number();
        }
    }

    /** Somebody with an account, and what happens to it. */
    public final class Person {

        public final UUID id;
        public final String username;
        public final List<String> roles;

        public Person(UUID id, String username, List<String> roles) {
            this.id = id;
            this.username = username;
            this.roles = roles;
        }

        public UUID sends(String text) {
            return sends(text, UUID.randomUUID());
        }

        public UUID sends(String text, UUID conversation) {
            return sends(text, conversation, "demo", null);
        }

        /** @param key null if it is with an access token */
        public UUID sends(String text, UUID conversation, String model, @Nullable UUID key) {
            UUID message = UUID.randomUUID();
            record(new MessageSent(id.toString(), message.toString(), conversation.toString(), text, model, null, null,
                    key == null ? null : key.toString()));
            record(new TokensHeld(id.toString(), message.toString(), 100, "100 a message"));
            return message;
        }

        /** Texts to embed. */
        public UUID embeds(String text, UUID conversation) {
            UUID message = UUID.randomUUID();
            record(new MessageSent(id.toString(), message.toString(), conversation.toString(), text, "vectors", null,
                    null, null, null, null, "EMBEDDING"));
            record(new TokensHeld(id.toString(), message.toString(), 100, "100 a message"));
            return message;
        }

        public void isAnswered(UUID message, String reply) {
            record(new ReplyRecorded(id.toString(), message.toString(), reply, "STOP"));
            record(new TokensDebited(id.toString(), message.toString(), 100, 0, null));
        }

        public void isAnsweredLate(UUID message, String reply) {
            record(new ReplyRecorded(id.toString(), message.toString(), reply, "STOP"));
        }

        public void isAnsweredFor(UUID message, String reply, long price) {
            isAnsweredFor(message, reply, price, null);
        }

        public void isAnsweredFor(UUID message, String reply, long price, @Nullable Usage usage) {
            record(new ReplyRecorded(id.toString(), message.toString(), reply, "STOP"));
            record(new TokensDebited(id.toString(), message.toString(), price, 100 - price, usage));
        }

        public void isNotAnswered(UUID message) {
            record(new ReplyFailed(id.toString(), message.toString(), "PROVIDER_FAILED"));
            record(new HoldReleased(id.toString(), message.toString(), 100, "FAILED"));
        }

        /** Before the model has said anything. */
        public void cancels(UUID message) {
            record(new ReplyFailed(id.toString(), message.toString(), "CANCELLED"));
            record(new HoldReleased(id.toString(), message.toString(), 100, "CANCELLED"));
        }

        public void cancelsAfter(UUID message, String said, long price) {
            record(new ReplyRecorded(id.toString(), message.toString(), said, "CANCELLED"));
            record(new TokensDebited(id.toString(), message.toString(), price, 100 - price, null));
        }

        public void isForgotten(UUID message) {
            record(new HoldReleased(id.toString(), message.toString(), 100, "EXPIRED"));
        }

        public void renames(UUID conversation, String title) {
            record(new ConversationRenamed(id.toString(), conversation.toString(), title));
        }

        public void archives(UUID conversation) {
            record(new ConversationHidden(id.toString(), conversation.toString()));
        }

        public void restores(UUID conversation) {
            record(new ConversationRestored(id.toString(), conversation.toString()));
        }

        public void deletes(UUID conversation) {
            record(new ConversationDeleted(id.toString(), conversation.toString()));
        }

        public void isGranted(long amount) {
            record(new TokensGranted(id.toString(), amount, "gift", ADMIN));
        }

        public void isRevoked(long amount) {
            record(new TokensRevoked(id.toString(), amount, "misuse", ADMIN));
        }

        public void changesEmail(String email) {
            record(new ProfileChanged(id.toString(), email));
        }

        public void becomes(String... roles) {
            record(new RolesChanged(id.toString(), List.of(roles), ADMIN, this.roles, "helps"));
        }

        public void isSuspended() {
            record(new AccountSuspended(id.toString(), "misuse", ADMIN));
        }

        public void getsAResetCode() {
            record(new PasswordResetIssued(id.toString(), "forgot it", "command-line"));
        }

        /** So that this one can read them, by the clock of the machine. */
        public void opensChatsOf(Person other, Duration time) {
            record(new ChatsOpened(other.id.toString(), "a complaint", id.toString(), time.toSeconds()));
        }

        public void closes() {
            record(new AccountClosed(id.toString(), id.toString()));
        }

        public void isErased() {
            record(new AccountErased(id.toString(), null, id.toString()));
        }

        public void isReactivated() {
            record(new AccountReactivated(id.toString(), "sorry", ADMIN));
        }
    }
}
