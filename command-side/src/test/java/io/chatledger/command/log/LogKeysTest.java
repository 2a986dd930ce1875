package io.chatledger.command.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.util.Base64URL;
import io.chatledger.command.SetClock;
import io.chatledger.command.secret.SecretSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogKeysTest {

    private static final Duration OVERLAP = Duration.ofDays(30);

    @TempDir
    Path folder;

    private final SetClock clock = new SetClock();

    /** The key and the note of the documentation of Go's golang.org/x/mod/sumdb/note. */
    @Test
    void aNoteIsSignedAsOthersSignIt() {
        byte[] point = typed("ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW");
        byte[] secret = typed("AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz");
        var key = new LogKey(new OctetKeyPair.Builder(Curve.Ed25519, Base64URL.encode(point))
                .d(Base64URL.encode(secret)).keyID("PeterNeumann").build());
        String text = "If you think cryptography is the answer to your problem,\n"
                + "then you don't know what your problem is.\n";

        assertThat(key.verifierKey()).isEqualTo("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW");
        assertThat(Base64.getEncoder().encodeToString(key.sign(text.getBytes(UTF_8)))).isEqualTo(
                "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=");
    }

    @Test
    void theFirstStartMakesAKeyThatOnlyItsOwnerCanReadAndLaterOnesKeepIt() throws IOException {
        String key = keys("localhost").signing().getFirst().verifierKey();

        assertThat(key).startsWith("localhost/chatledger+");
        assertThat(keys("localhost").signing().getFirst().verifierKey()).isEqualTo(key);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("log-keys.json"))))
                .isEqualTo("rw-------");
    }

    @Test
    void aLogKeepsItsName() throws IOException {
        keys("localhost");

        assertThatThrownBy(() -> keys("chat.example.org")).hasMessageContaining("sign the log localhost/chatledger");
    }

    @Test
    void afterARotationBothKeysSignUntilTheOverlapEnds() throws IOException {
        LogKeys keys = keys("localhost");
        LogKey first = keys.signing().getFirst();

        keys.rotateIfRequested();
        assertThat(keys.signing()).as("nobody asked").hasSize(1);
        rotate(keys);

        List<LogKey> both = keys.signing();
        assertThat(both).extracting(LogKey::verifierKey).hasSize(2).contains(first.verifierKey());
        var checkpoint = new Checkpoint(7, new byte[32], Checkpoint.note(7, new byte[32], both), Instant.EPOCH);
        assertThat(both).allMatch(checkpoint::isSignedBy);

        clock.passes(OVERLAP.minusMillis(1));
        assertThat(keys.signing()).hasSize(2);
        clock.passes(Duration.ofMillis(1));
        assertThat(keys.signing()).extracting(LogKey::verifierKey).containsExactly(both.getLast().verifierKey());
    }

    @Test
    void aKeyThatSignsNoMoreIsKnownForEverButCannotSign() throws IOException {
        LogKeys keys = keys("localhost");
        LogKey first = keys.signing().getFirst();
        rotate(keys);
        clock.passes(OVERLAP);
        LogKey second = keys.signing().getLast();

        rotate(keys);

        assertThat(keys.all()).extracting(LogKey::verifierKey).hasSize(3)
                .startsWith(first.verifierKey(), second.verifierKey());
        assertThat(keys.all()).extracting(key -> key.jwk().isPrivate()).containsExactly(false, true, true);
        clock.passes(OVERLAP.negated());
        assertThat(keys.signing()).as("with a clock set back").doesNotContain(first.retired()).hasSize(2);
    }

    @Test
    void aCheckpointHasTheThreeLinesThatAreSigned() {
        LogKey key = LogKey.make("localhost/chatledger");

        String note = Checkpoint.note(42, new byte[32], List.of(key));

        assertThat(note).startsWith("localhost/chatledger\n42\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n\n"
                + "\u2014 localhost/chatledger ").endsWith("\n");
        assertThat(note.lines()).hasSize(5);
    }

    private void rotate(LogKeys keys) throws IOException {
        LogKeys.requestRotation(folder);
        keys.rotateIfRequested();
    }

    private LogKeys keys(String name) throws IOException {
        Duration second = Duration.ofSeconds(1);
        return new LogKeys(new SecretSettings(folder), clock,
                new LogSettings(name, second, 100, OVERLAP, second, List.of()));
    }

    private static byte[] typed(String base64) {
        byte[] typed = Base64.getDecoder().decode(base64);
        return Arrays.copyOfRange(typed, 1, typed.length);
    }
}
