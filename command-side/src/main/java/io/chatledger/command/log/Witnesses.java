package io.chatledger.command.log;

import io.chatledger.command.store.Outage;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Asks the witnesses, each on a thread of its own, so that none holds up another, nor any of them the log. */
@Component
class Witnesses {

    private static final Logger log = LoggerFactory.getLogger(Witnesses.class);

    private final List<Witness> all;
    /** Those that are being asked. */
    private final Map<Witness, Thread> asked = new ConcurrentHashMap<>();
    private final Map<Witness, String> troubles = new ConcurrentHashMap<>();

    Witnesses(LogSettings settings, LogTables tables) {
        this.all = settings.witnesses().stream()
                .map(witness -> new Witness(witness, settings.witnessTimeout(), tables))
                .toList();
    }

    @Scheduled(fixedDelayString = "${chatledger.log.checkpoint-interval}")
    void ask() {
        all.forEach(witness -> asked.computeIfAbsent(
                witness, _ -> Thread.ofVirtual().name("witness-" + witness.name()).start(() -> ask(witness))));
    }

    private void ask(Witness witness) {
        try {
            witness.sign();
            if (troubles.remove(witness) != null) {
                log.info("The witness {} signs again", witness.name());
            }
        } catch (IOException | RuntimeException e) {
            tell(witness, Outage.reason(e));
        } catch (InterruptedException end) {
            Thread.currentThread().interrupt();
        } finally {
            asked.remove(witness);
        }
    }

    /** Once, since it is tried again and again. */
    private void tell(Witness witness, String reason) {
        if (!reason.equals(troubles.put(witness, reason))) {
            log.warn("The witness {} does not sign the log: {}", witness.name(), reason);
        }
    }
}
