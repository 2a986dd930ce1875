package io.chatledger.standalone.benchmark;

import io.chatledger.standalone.benchmark.Load.Measured;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Measures the whole system, in one run, beside what the machine and PostgreSQL could do at best, and prints a table.
 * Ends with status 1 if a token got lost on the way. Load generator, system and PostgreSQL share the cores.
 *
 * <p>Settings are system properties, see the fields; {@code benchmark.jvm-arguments} are those of the system under
 * test.
 */
public final class Benchmark {

    private static final int CONNECTIONS = Integer.getInteger("benchmark.connections", 16);
    private static final int ACCOUNTS = Integer.getInteger("benchmark.accounts", 200);
    /** As many with a long history as without, each side by side; two for each connection. 200 take 20 minutes. */
    private static final int COMPARED_ACCOUNTS = Integer.getInteger("benchmark.compared-accounts", 32);
    private static final int LONG_HISTORY_MESSAGES = Integer.getInteger("benchmark.long-history-messages", 10_000);
    private static final int EVENTS_OF_A_CHAT = 4;
    private static final int ROUNDS = Integer.getInteger("benchmark.rounds", 5);
    private static final Duration ROUND = Duration.ofSeconds(Integer.getInteger("benchmark.round-seconds", 6));
    private static final Duration TURN = Duration.ofSeconds(1);
    /** A minute, in which everything that is done now and then, vacuum and checkpoints say, has its turn. */
    private static final Duration HALF_LOAD = ROUND.multipliedBy(10);
    private static final Duration WARM_UP = Duration.ofSeconds(Integer.getInteger("benchmark.warm-up-seconds", 180));

    private final Subject subject;
    private final Store store;
    private final Load load;
    private final Table table = new Table();
    private final List<Account> everybody = new ArrayList<>();

    private Benchmark(Subject subject, Store store) {
        this.subject = subject;
        this.store = store;
        this.load = new Load(subject.port(), CONNECTIONS);
    }

    public static void main(String[] arguments) throws Exception {
        List<String> jvmArguments = Arrays.stream(System.getProperty("benchmark.jvm-arguments", "").split(" "))
                .filter(argument -> !argument.isBlank())
                .toList();
        long start = System.nanoTime();
        try (var subject = Subject.start(jvmArguments)) {
            Account first = subject.register();
            try (var connection = new Connection(subject.port())) {
                first.chat(connection);
            }
            Duration startTime = Duration.ofNanos(System.nanoTime() - start);
            try (var store = new Store(subject)) {
                var benchmark = new Benchmark(subject, store);
                benchmark.everybody.add(first);
                benchmark.run(startTime);
            }
        }
    }

    private void run(Duration startTime) throws Exception {
        List<Account> accounts = register(ACCOUNTS);
        List<Account> unused = register(COMPARED_ACCOUNTS);
        List<Account> longUsed = register(COMPARED_ACCOUNTS);
        var pgbench = new PgBench(subject, CONNECTIONS);

        say("Warming up");
        load.full(accounts, WARM_UP, Account::chat);
        load.full(accounts, WARM_UP.dividedBy(10), Account::readBalance);
        Duration lengthening = lengthen(longUsed);
        load.full(unused, ROUND, Account::chat);
        load.full(longUsed, ROUND, Account::chat);
        store.awaitCaughtUp();

        Series commits = new Series();
        Series chats = new Series();
        Series chatCpu = new Series();
        Series chatCpuOfPostgres = new Series();
        Series reads = new Series();
        Series withoutHistory = new Series();
        Series withHistory = new Series();
        for (int round = 1; round <= ROUNDS; round++) {
            say("Round " + round + " of " + ROUNDS);
            Duration cpu = subject.cpu();
            Duration cpuOfPostgres = subject.cpuOfPostgres();
            long before = store.events();
            chats.add(chatsPerSecond(accounts, ROUND));
            double made = (store.events() - before) / (double) EVENTS_OF_A_CHAT;
            chatCpu.add(micros(subject.cpu().minus(cpu)) / made);
            chatCpuOfPostgres.add(micros(subject.cpuOfPostgres().minus(cpuOfPostgres)) / made);
            commits.add(pgbench.commitsPerSecond((int) ROUND.toSeconds()));
            reads.add(load.full(accounts, ROUND, Account::readBalance).perSecond());
            compare(unused, longUsed, withoutHistory, withHistory);
        }
        say("Half load");
        // Warm for it, too: less goes together, and what was compiled for full load is compiled again.
        load.paced(accounts, WARM_UP.dividedBy(10), chats.median() / 2, Account::chat);
        long[] visibleAfterNanos;
        Measured half;
        try (var watched = new Store(subject); var visibility = new Visibility(watched)) {
            half = load.paced(accounts, HALF_LOAD, chats.median() / 2, Account::chat);
            store.awaitCaughtUp();
            visibleAfterNanos = visibility.delaysNanos();
        }
        long residentBytes = subject.residentBytes();

        say("Rebuilding");
        long events = store.events();
        double copied = store.eventsPerSecondOfCopy();
        Duration balance = rebuild("balance");
        Duration statement = rebuild("statement");

        table.row("commits of two events/s, by pgbench", commits, "", "");
        table.row("chats/s through the gateway", chats, ratio(chats, commits) + " of the commits", "0.08");
        table.row("CPU of a chat, all read models included, µs", chatCpu, "", "");
        table.row("CPU of PostgreSQL for it, µs", chatCpuOfPostgres, "", "");
        table.row("p99 of a chat at half of that load", millis(half.percentile(99)), "median "
                + millis(half.percentile(50)), "50 ms");
        table.row("chats/s, " + COMPARED_ACCOUNTS + " new accounts", withoutHistory, "", "");
        table.row("chats/s, the same with %,d messages before".formatted(LONG_HISTORY_MESSAGES), withHistory,
                ratio(withHistory, withoutHistory) + " of the new ones", "0.95");
        table.row("balance reads/s through the gateway", reads, ratio(reads, chats) + " of the chats", "3");
        table.row("from event to all read models, p99 at half load",
                millis(Duration.ofNanos(Load.percentile(visibleAfterNanos, 99))),
                "median " + millis(Duration.ofNanos(Load.percentile(visibleAfterNanos, 50))), "50 ms");
        table.row("COPY of all events, events/s", "%,.0f".formatted(copied), "%,d events".formatted(events), "");
        table.row("rebuild of balance, events/s", perSecond(events, balance),
                "%.2f of COPY".formatted(events / seconds(balance) / copied), "100,000");
        table.row("rebuild of statement, events/s", perSecond(events, statement),
                "%.2f of COPY".formatted(events / seconds(statement) / copied), "100,000");
        table.row("live projection of a backlog, events/s, all read models",
                perSecond((long) EVENTS_OF_A_CHAT * COMPARED_ACCOUNTS * LONG_HISTORY_MESSAGES, lengthening), "", "");
        table.row("start until the first chat is answered", "%.1f s".formatted(seconds(startTime)), "", "12 s");
        table.row("resident memory, PostgreSQL included", "%,d MB".formatted(residentBytes >> 20), "", "900 MB");
        System.out.println(table);
        new Invariants(store).verify(everybody);
    }

    /** Until the read models have followed, because what is put off is not done. */
    private double chatsPerSecond(List<Account> accounts, Duration duration) throws SQLException {
        long start = System.nanoTime();
        Measured measured = load.full(accounts, duration, Account::chat);
        store.awaitCaughtUp();
        return measured.count() / ((System.nanoTime() - start) / 1e9);
    }

    /** In short turns, forth and back: whatever slows the machine down for a while, a checkpoint say, slows both. */
    private void compare(List<Account> unused, List<Account> longUsed, Series withoutHistory, Series withHistory)
            throws SQLException {
        double without = 0;
        double with = 0;
        long times = Math.max(1, ROUND.dividedBy(TURN.multipliedBy(2)));
        for (int i = 0; i < times; i++) {
            without += chatsPerSecond(unused, TURN);
            with += chatsPerSecond(longUsed, TURN) + chatsPerSecond(longUsed, TURN);
            without += chatsPerSecond(unused, TURN);
        }
        withoutHistory.add(without / (2 * times));
        withHistory.add(with / (2 * times));
    }

    private List<Account> register(int count) {
        List<Account> registered = IntStream.range(0, count).mapToObj(_ -> subject.register()).toList();
        everybody.addAll(registered);
        return registered;
    }

    /** Returns how long the read models took for what was put under their feet. */
    private Duration lengthen(List<Account> accounts) throws SQLException {
        say("Writing %,d messages".formatted(LONG_HISTORY_MESSAGES * accounts.size()));
        try (var connection = new Connection(subject.port())) {
            for (Account account : accounts) {
                account.chat(connection);
                store.lengthen(account, LONG_HISTORY_MESSAGES);
            }
        }
        long start = System.nanoTime();
        store.awaitCaughtUp();
        Duration elapsed = Duration.ofNanos(System.nanoTime() - start);
        store.vacuum();
        say("Reading them once");
        try (var connection = new Connection(subject.port())) {
            for (Account account : accounts) {
                account.spent(LONG_HISTORY_MESSAGES);
                // What was written behind its back has no snapshot, as it would have if it had been sent.
                account.chat(connection);
            }
        }
        return elapsed;
    }

    private Duration rebuild(String readModel) throws SQLException, IOException {
        String token = subject.administrator();
        long start = System.nanoTime();
        try (var connection = new Connection(subject.port())) {
            connection.send(Connection.post("/api/ops/projections/" + readModel + "/rebuild", token, ""));
        }
        store.awaitRebuilt(readModel);
        return Duration.ofNanos(System.nanoTime() - start);
    }

    private static String ratio(Series part, Series whole) {
        return "%.3f".formatted(part.dividedBy(whole).median());
    }

    private static String perSecond(long events, Duration duration) {
        return "%,.0f".formatted(events / seconds(duration));
    }

    private static double micros(Duration duration) {
        return duration.toNanos() / 1e3;
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }

    private static String millis(Duration duration) {
        return "%.1f ms".formatted(duration.toNanos() / 1e6);
    }

    private static void say(String text) {
        System.out.println(text);
    }
}
