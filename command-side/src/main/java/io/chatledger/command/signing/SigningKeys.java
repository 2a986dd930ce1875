package io.chatledger.command.signing;

import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * The keys of access tokens (ES256; RFC 7518, section 3.4): one signs, and all whose tokens may still be about are
 * published. A new one is published before it signs, for long enough that everybody has fetched it.
 */
@Component
public class SigningKeys {

    private static final Logger log = LoggerFactory.getLogger(SigningKeys.class);

    /** Access tokens are believed for a minute after their end, because clocks differ. */
    private static final Duration MARGIN = Duration.ofMinutes(2);

    private final KeyFile file;
    private final InstantSource clock;
    private final Duration publishedBeforeUse;
    private final Duration publishedAfterUse;
    private volatile KeyRing ring;

    SigningKeys(SigningSettings settings, InstantSource clock) throws IOException {
        this.file = new KeyFile(settings.keysFolder());
        this.clock = clock;
        this.publishedBeforeUse = settings.keyPublishedBeforeUse();
        this.publishedAfterUse = settings.accessTokenLifetime().plus(MARGIN);
        this.ring = file.readOrMake();
    }

    /** Has a new key made by whoever uses the folder, or will use it next. */
    public static void requestRotation(Path folder) throws IOException {
        new KeyFile(folder).requestRotation();
    }

    /** The one that signs now, with its private part. */
    public ECKey signing() {
        return ring.signingAt(clock.instant());
    }

    /** What others verify with (RFC 7517, section 5). */
    public JWKSet published() {
        return ring.publishedAt(clock.instant());
    }

    /** Makes a new key if an operator has asked for one, and reads what other copies of this side have made. */
    @Scheduled(fixedDelayString = "${chatledger.keys-checked-every}")
    void check() {
        try {
            if (file.takeRotationRequest()) {
                Instant now = clock.instant();
                Instant from = now.plus(publishedBeforeUse);
                file.write(file.readOrMake().rotated(now, from, from.plus(publishedAfterUse)));
                log.info("Made a new key that signs access tokens from {} on", from);
            }
            ring = file.readOrMake();
        } catch (IOException e) {
            log.error("The signing keys cannot be read or written; going on with the known ones", e);
        }
    }
}
