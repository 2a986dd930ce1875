package io.chatledger.command.copy;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Tells the copies that are gone from those that are slow or just connecting again. Looks are counted, not seconds: one
 * who was stopped himself, or had no database, has not looked meanwhile, and must not take that for the absence of
 * others.
 */
final class Absences {

    private record Absence(Instant lastSeen, int looks) {}

    private final int looksUntilGone;
    private Map<String, Absence> absences = Map.of();

    Absences(int looksUntilGone) {
        this.looksUntilGone = looksUntilGone;
    }

    /**
     * @param lastSeen when each copy that has no connection now gave its last sign of life
     * @return those of them that had none and gave none in so many looks in a row
     */
    List<String> look(Map<String, Instant> lastSeen) {
        var now = new HashMap<String, Absence>();
        lastSeen.forEach((copy, seen) -> {
            Absence before = absences.get(copy);
            int looks = before == null || !before.lastSeen().equals(seen) ? 1 : before.looks() + 1;
            now.put(copy, new Absence(seen, looks));
        });
        absences = now;
        return now.entrySet().stream()
                .filter(absence -> absence.getValue().looks() >= looksUntilGone)
                .map(Map.Entry::getKey)
                .toList();
    }

    /** After a look that failed: what was seen before it counts no more. */
    void forget() {
        absences = Map.of();
    }
}
