package io.chatledger.command.log;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import io.chatledger.command.secret.SecretFile;
import io.chatledger.command.secret.SecretSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * The keys that sign checkpoints: a JWK set (RFC 7517) beside the keys of access tokens, of which copies of this side
 * read what is there now. An operator asks for a new key by making a file named {@value #ROTATION_REQUEST} beside it.
 * From then on both sign, until the time in the old one's {@code exp}, so that auditors have time to take the new one.
 * The public part of an old one stays for ever: receipts that only it has signed are checked with it.
 */
@Component
public class LogKeys {

    private static final String ROTATION_REQUEST = "rotate-log";

    private static final Logger log = LoggerFactory.getLogger(LogKeys.class);

    private final SecretFile file;
    private final InstantSource clock;
    private final LogSettings settings;

    /** @throws IllegalStateException if the keys are of another origin: a log does not change its name */
    LogKeys(SecretSettings secrets, InstantSource clock, LogSettings settings)
            throws IOException {
        this.file = new SecretFile(secrets.keysFolder().resolve("log-keys.json"));
        this.clock = clock;
        this.settings = settings;
        if (!file.exists() && file.make(text(List.of(LogKey.make(settings.origin()))))) {
            log.info("Made the first key that signs the log, in {}", file.path());
        }
        String origin = all().getLast().origin();
        if (!origin.equals(settings.origin())) {
            throw new IllegalStateException("The keys in %s sign the log %s, but chatledger.log.name is %s."
                    .formatted(file.path(), origin, settings.name())
                    + " A log keeps its name: set chatledger.log.name to what stands before /chatledger.");
        }
    }

    /** Has a new key made by whoever uses the folder, or will use it next. */
    public static void requestRotation(Path folder) throws IOException {
        Files.createDirectories(folder);
        Files.write(folder.resolve(ROTATION_REQUEST), new byte[0]);
    }

    /** Those that sign now, at least one, the oldest first. */
    List<LogKey> signing() throws IOException {
        return all().stream().filter(this::signs).toList();
    }

    private boolean signs(LogKey key) {
        return key.jwk().isPrivate() && (key.until() == null || key.until().isAfter(clock.instant()));
    }

    /**
     * Makes a new key if an operator has asked for one, and forgets the private part of those that sign no more. To be
     * called by one copy at a time.
     */
    void rotateIfRequested() throws IOException {
        List<LogKey> known = all();
        List<LogKey> next = new ArrayList<>(known);
        next.replaceAll(key -> signs(key) ? key : key.retired());
        if (Files.deleteIfExists(file.path().resolveSibling(ROTATION_REQUEST))) {
            Instant end = clock.instant().plus(settings.keyOverlap());
            next.replaceAll(key -> key.until() == null ? key.until(end) : key);
            LogKey made = LogKey.make(settings.origin());
            next.add(made);
            log.info("Made a new key that signs the log: {}; the previous one signs until {}", made.verifierKey(), end);
        }
        if (!next.equals(known)) {
            file.write(text(next));
        }
    }

    /** Those that sign now and those that did, at least one, the oldest first. */
    List<LogKey> all() throws IOException {
        try {
            return JWKSet.parse(file.read().orElseThrow(() -> new IOException(file.path() + " is gone")))
                    .getKeys().stream()
                    .map(JWK::toOctetKeyPair)
                    .map(LogKey::new)
                    .toList();
        } catch (ParseException e) {
            throw new IOException(file.path() + " is not a JWK set", e);
        }
    }

    private static String text(List<LogKey> keys) {
        return new JWKSet(keys.stream().<JWK>map(LogKey::jwk).toList()).toString(false);
    }
}
