package io.chatledger.command.signing;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import io.chatledger.command.SetClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Access tokens live for 15 min here, and others have a new key after 10 min. */
class SigningKeysTest {

    private static final Duration PUBLISHED_BEFORE_USE = Duration.ofMinutes(10);
    private static final Duration ACCESS_TOKEN_LIFETIME = Duration.ofMinutes(15);

    @TempDir
    Path folder;

    private final SetClock clock = new SetClock();

    @Test
    void theFirstStartMakesAKeyThatOnlyItsOwnerCanReadAndLaterOnesKeepIt() throws Exception {
        ECKey key = keys().signing();

        assertThat(key.isPrivate()).isTrue();
        assertThat(key.getKeyID()).isEqualTo(key.computeThumbprint().toString());
        assertThat(
                PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("access-token-keys.json"))))
                .isEqualTo("rw-------");
        assertThat(keys().signing()).isEqualTo(key);
    }

    @Test
    void noPrivatePartIsPublished() throws Exception {
        assertThat(keys().published().getKeys()).hasSize(1).noneMatch(JWK::isPrivate);
    }

    @Test
    void asvs1334ANewKeyIsPublishedFirstAndSignsLater() throws Exception {
        SigningKeys keys = keys();
        String first = keys.signing().getKeyID();

        rotate(keys);
        assertThat(published(keys)).hasSize(2).contains(first);
        assertThat(keys.signing().getKeyID()).isEqualTo(first);

        clock.passes(PUBLISHED_BEFORE_USE.minusMillis(1));
        assertThat(keys.signing().getKeyID()).isEqualTo(first);
        clock.passes(Duration.ofMillis(1));
        assertThat(keys.signing().getKeyID()).isNotEqualTo(first).isIn(published(keys));
    }

    @Test
    void asvs1334TheOldKeyIsPublishedUntilItsLastAccessTokenIsOver() throws Exception {
        SigningKeys keys = keys();
        String first = keys.signing().getKeyID();
        rotate(keys);

        clock.passes(PUBLISHED_BEFORE_USE.plus(ACCESS_TOKEN_LIFETIME).plusMinutes(2).minusMillis(1));
        assertThat(published(keys)).hasSize(2);
        clock.passes(Duration.ofMillis(1));
        assertThat(published(keys)).hasSize(1).doesNotContain(first);

        rotate(keys);
        assertThat(Files.readString(folder.resolve("access-token-keys.json"))).doesNotContain(first);
    }

    @Test
    void anotherCopyLearnsOfANewKey() throws Exception {
        SigningKeys here = keys();
        SigningKeys there = keys();
        rotate(here);

        there.check();

        assertThat(published(there)).hasSize(2).isEqualTo(published(here));
    }

    @Test
    void oneRequestMakesOneKeyHoweverManyCopiesSeeIt() throws Exception {
        SigningKeys here = keys();
        SigningKeys there = keys();
        rotate(here);
        there.check();
        here.check();

        assertThat(published(here)).hasSize(2);
    }

    @Test
    void keysThatCannotBeReadAnyMoreAreKept() throws Exception {
        SigningKeys keys = keys();
        ECKey key = keys.signing();
        Files.writeString(folder.resolve("access-token-keys.json"), "nonsense");

        keys.check();

        assertThat(keys.signing()).isEqualTo(key);
    }

    @Test
    void theKeyOfBeforeThereWasMoreThanOneGoesOn() throws Exception {
        ECKey earlier = new ECKeyGenerator(Curve.P_256).keyIDFromThumbprint(true).generate();
        Files.writeString(folder.resolve("access-token-key.json"), earlier.toJSONString());

        assertThat(keys().signing()).isEqualTo(earlier);
    }

    private SigningKeys keys() throws IOException {
        var settings = new SigningSettings(
                folder, PUBLISHED_BEFORE_USE, Duration.ofSeconds(5), ACCESS_TOKEN_LIFETIME, Duration.ofMinutes(2));
        return new SigningKeys(settings, clock);
    }

    private void rotate(SigningKeys keys) throws IOException {
        Files.createFile(folder.resolve("rotate"));
        keys.check();
        assertThat(folder.resolve("rotate")).doesNotExist();
    }

    private static List<String> published(SigningKeys keys) {
        return keys.published().getKeys().stream().map(JWK::getKeyID).toList();
    }
}
