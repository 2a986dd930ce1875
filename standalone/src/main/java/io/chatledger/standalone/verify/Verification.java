package io.chatledger.standalone.verify;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.chatledger.standalone.verify.Report.Check;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Reads a whole log once, in order. What it holds in memory does not grow with it. */
final class Verification {

    /** Bundles that are read while earlier ones are looked at. */
    private static final int AHEAD = 8;
    /** A checkpoint covers an event about a second after its commit. */
    private static final int LOOKS = 40;
    private static final long BETWEEN_LOOKS_MILLIS = 250;

    private final LogSource log;
    private final List<VerifierKey> keys;
    private final @Nullable SignedCheckpoint kept;
    private final Progress progress;
    private final Report report = new Report();
    private final TreeHash tree = new TreeHash();
    private final LedgerFold fold = new LedgerFold(report);

    /**
     * @param keys at least one, the newest first: it must have signed the newest checkpoint, and any of them what was
     *             signed before
     * @param note the checkpoint kept from an earlier verification; null if this is the first
     */
    Verification(LogSource log, List<VerifierKey> keys, @Nullable String note, Progress progress) {
        this.log = log;
        this.keys = keys;
        this.progress = progress;
        this.kept = note == null ? null : SignedCheckpoint.verified(note, keys).orElse(null);
        if (note != null && kept == null) {
            report.isUnknown(Check.CONSISTENCY, "the kept checkpoint is not signed by a key that was given");
        }
    }

    Report report() {
        return report;
    }

    /** Returns the checkpoint that the log was verified against; nothing if it has none that is signed. */
    Optional<SignedCheckpoint> run() {
        // First, so that what they know of is in the log.
        Books books = Books.of(log, report);
        Optional<SignedCheckpoint> newest = checkpoint(books.position());
        if (newest.isEmpty()) {
            report.fails(Check.SIGNATURE, null,
                    "there is no checkpoint that was signed by " + keys.getFirst().text());
            return newest;
        }
        long size = newest.get().size();
        report.holds(Check.SIGNATURE, "%s, %d events".formatted(keys.getFirst().origin(), size));
        if (books.position() > size) {
            report.fails(Check.READ_MODEL, null,
                    "it has seen position %d, and the log ends at %d".formatted(books.position(), size));
        }
        if (kept != null && kept.size() > size) {
            report.fails(Check.CONSISTENCY, size + 1,
                    "the kept checkpoint has %d events, and the log ends at %d".formatted(kept.size(), size));
        }
        var history = new History(log, keys, report, History.PAGE);
        if (readAll(size, books, history)) {
            history.conclude(size);
            conclude(newest.get());
        }
        return newest;
    }

    private Optional<SignedCheckpoint> checkpoint(long atLeast) {
        Optional<SignedCheckpoint> newest = Optional.empty();
        for (int i = 0; i < LOOKS; i++) {
            try {
                newest = SignedCheckpoint.verified(new String(log.read("checkpoint"), UTF_8), keys.getFirst());
                if (newest.isEmpty() || newest.get().size() >= atLeast) {
                    return newest;
                }
                TimeUnit.MILLISECONDS.sleep(BETWEEN_LOOKS_MILLIS);
            } catch (NotThere notThere) {
                return Optional.empty();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new CannotVerify("Interrupted.");
            }
        }
        return newest;
    }

    /** False if an entry is missing: then nothing is known of what comes after it. */
    private boolean readAll(long size, Books books, History history) {
        long bundles = (size + Bundle.WIDTH - 1) / Bundle.WIDTH;
        try (ExecutorService readers = Executors.newVirtualThreadPerTaskExecutor()) {
            Queue<Future<Bundle>> ahead = new ArrayDeque<>();
            for (long next = 0; next < bundles || !ahead.isEmpty(); ) {
                while (next < bundles && ahead.size() < AHEAD) {
                    long number = next++;
                    ahead.add(readers.submit(() -> Bundle.read(log, number, size)));
                }
                if (!add(result(ahead.remove()), books, history)) {
                    return false;
                }
                progress.at(tree.size(), size);
            }
        }
        return true;
    }

    private boolean add(Bundle bundle, Books books, History history) {
        for (int i = 0; i < bundle.leaves().size(); i++) {
            long position = bundle.first() + i + 1;
            byte[] leaf = bundle.leaves().get(i);
            byte[] hash = TreeHash.ofLeaf(leaf);
            if (i < bundle.hashes().size() && !Arrays.equals(hash, bundle.hashes().get(i))) {
                report.fails(Check.ENTRIES, position, "the entry is not the one that was hashed");
            }
            tree.add(hash);
            history.compare(tree);
            if (kept != null && kept.size() == position && !Arrays.equals(kept.root(), tree.root())) {
                report.fails(Check.CONSISTENCY, null,
                        "the first %d events are not those of the kept checkpoint".formatted(position));
            }
            try {
                fold.add(position, LogEntry.read(leaf));
            } catch (IllegalArgumentException wrong) {
                report.fails(Check.ENTRIES, position, String.valueOf(wrong.getMessage()));
            }
            books.compare(position, fold);
        }
        if (bundle.leaves().size() != bundle.wanted()) {
            long position = bundle.first() + bundle.leaves().size() + 1;
            report.fails(Check.ENTRIES, position, "it is missing: " + bundle.trouble());
            return false;
        }
        if (bundle.hashes().size() != bundle.wanted()) {
            long position = bundle.first() + bundle.hashes().size() + 1;
            report.fails(Check.ENTRIES, position, "its hash is missing: " + bundle.trouble());
        }
        return true;
    }

    private void conclude(SignedCheckpoint newest) {
        if (!Arrays.equals(tree.root(), newest.root())) {
            report.fails(Check.ROOT, null, "what is there has another root than was signed");
        }
        report.holds(Check.ROOT, "of %d entries".formatted(tree.size()));
        report.holds(Check.ENTRIES, "%d entries".formatted(tree.size()));
        report.holds(Check.SEQUENCES, "%d accounts".formatted(fold.size()));
        report.holds(Check.HOLDS, "");
        report.holds(Check.BALANCES, "%s tokens in all accounts".formatted(fold.balance()));
        if (kept != null && !report.failed(Check.CONSISTENCY)) {
            proveConsistency(newest, kept);
        }
    }

    /** The log's own proof must say so too; an export has none. */
    private void proveConsistency(SignedCheckpoint newest, SignedCheckpoint old) {
        try {
            Optional<byte[]> answer = log.ask("log/consistency?from=%d&to=%d".formatted(old.size(), newest.size()));
            if (answer.isPresent()) {
                List<byte[]> proof = new String(answer.get(), UTF_8).lines().map(SignedCheckpoint::strict).toList();
                if (!Proofs.isConsistent(old.size(), newest.size(), old.root(), newest.root(), proof)) {
                    report.fails(Check.CONSISTENCY, null, "the log's proof of it is wrong");
                }
            }
        } catch (NotThere | IllegalArgumentException none) {
            report.fails(Check.CONSISTENCY, null, "the log gives no proof of it: " + none.getMessage());
        }
        report.holds(Check.CONSISTENCY, "from %d to %d events".formatted(old.size(), newest.size()));
    }

    private static Bundle result(Future<Bundle> future) {
        try {
            return future.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof CannotVerify cannot) {
                throw cannot;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CannotVerify("Interrupted.");
        }
    }
}
