package io.chatledger.standalone.verify;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** For auditors: whether a log holds, by what can be read of it from outside. */
@Command(
        name = "verify",
        mixinStandardHelpOptions = true,
        description = {
            "Verify the log of a running system, an export of it, or a receipt.",
            "Reads every event, so that you need to trust only the key.",
            "Keeps the checkpoint; the next run verifies the log against it."},
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {"0:everything holds", "1:something does not", "2:it could not be verified"})
public final class Verify implements Callable<Integer> {

    private static final int HOLDS = 0;
    private static final int WRONG = 1;
    private static final int NOT_VERIFIED = 2;

    @Spec
    private CommandSpec spec;

    @Parameters(arity = "0..1", paramLabel = "LOG",
            description = "The address of the system or of its log, or the folder of an unpacked export.")
    private @Nullable String log;

    @Option(names = "--token", defaultValue = "${env:CHATLEDGER_TOKEN}",
            description = "An auditor's token; also from CHATLEDGER_TOKEN.")
    private @Nullable String token;

    @Option(names = "--key", paramLabel = "FILE",
            description = "The log's key, from somebody you trust; after a rotation its keys, one a line, the newest"
                    + " first. Without it, those that were kept, or at first those that the log itself names.")
    private @Nullable Path key;

    @Option(names = "--kept", paramLabel = "FOLDER",
            description = "Where the key and the checkpoint are kept between runs"
                    + " (default: a folder for each log in ~/.chatledger).")
    private @Nullable Path kept;

    @Option(names = "--receipt", paramLabel = "FILE", description = "Verify this receipt instead; needs --key or LOG.")
    private @Nullable Path receipt;

    @Override
    public Integer call() {
        try {
            return receipt == null ? verifyLog() : verifyReceipt(receipt);
        } catch (CannotVerify cannot) {
            spec.commandLine().getErr().println(cannot.getMessage());
            return NOT_VERIFIED;
        }
    }

    private int verifyLog() {
        if (log == null) {
            throw new CannotVerify("Give the address or the folder of a log.");
        }
        PrintWriter out = spec.commandLine().getOut();
        LogSource source = source(log);
        KeptLog keeping = keeping(log);
        List<VerifierKey> trusted = trusted(source, keeping);
        var progress = new Progress(spec.commandLine().getErr());
        var verification = new Verification(source, trusted, keeping.note().orElse(null), progress);
        Optional<SignedCheckpoint> checkpoint = verification.run();
        out.print(verification.report().text());
        out.printf("%.1f s; key %s%n", progress.seconds(), trusted.getFirst().text());
        out.flush();
        if (!verification.report().isGood()) {
            return verification.report().isWrong() ? WRONG : NOT_VERIFIED;
        }
        checkpoint.ifPresent(held -> keeping.keep(trusted, held));
        return HOLDS;
    }

    private int verifyReceipt(Path file) {
        PrintWriter out = spec.commandLine().getOut();
        byte[] given = bytes(file);
        Optional<Receipt> verified =
                keysOfReceipt().stream().flatMap(key -> Receipt.verified(given, key).stream()).findFirst();
        verified.ifPresentOrElse(
                it -> out.printf(
                        "The receipt holds. Position %d of %s:%n%s%n", it.position(), it.origin(), it.leaf()),
                () -> out.println("The receipt does not hold."));
        out.flush();
        return verified.isPresent() ? HOLDS : WRONG;
    }

    private List<VerifierKey> keysOfReceipt() {
        if (key != null) {
            return keysIn(key);
        }
        if (log != null) {
            return trusted(source(log), keeping(log));
        }
        throw new CannotVerify("Give the key with --key, or the log.");
    }

    private LogSource source(String where) {
        return where.startsWith("http://") || where.startsWith("https://")
                ? new HttpLog(URI.create(where), token)
                : new FolderLog(Path.of(where));
    }

    /** At least one, the newest first. */
    private List<VerifierKey> trusted(LogSource source, KeptLog keeping) {
        if (key != null) {
            return keysIn(key);
        }
        List<VerifierKey> known = keeping.keys();
        if (!known.isEmpty()) {
            return known;
        }
        try {
            Optional<byte[]> all = source.ask("log/keys");
            byte[] given = all.isPresent() ? all.get() : source.read("key");
            List<VerifierKey> told = VerifierKey.parseAll(new String(given, UTF_8));
            spec.commandLine().getErr().println(
                    "The key is taken from the log itself, unverified: " + told.getFirst().text());
            return told;
        } catch (NotThere notThere) {
            throw new CannotVerify("The log has no key (%s). Give it with --key.".formatted(notThere.getMessage()));
        }
    }

    private static List<VerifierKey> keysIn(Path file) {
        return VerifierKey.parseAll(new String(bytes(file), UTF_8));
    }

    private static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new CannotVerify("%s cannot be read: %s".formatted(file, e));
        }
    }

    private KeptLog keeping(String where) {
        String name = where.replaceAll("[^A-Za-z0-9.-]+", "-").replaceFirst("-+$", "");
        return new KeptLog(kept == null ? Path.of(System.getProperty("user.home"), ".chatledger", name) : kept);
    }
}
