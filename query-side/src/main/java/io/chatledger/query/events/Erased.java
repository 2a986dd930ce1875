package io.chatledger.query.events;

import io.chatledger.api.AccountErased;
import java.util.List;
import java.util.UUID;

/** Accounts whose texts are to go from a read model, whether they could still be read or not when they came into it. */
public final class Erased {

    private Erased() {}

    public static List<UUID> in(List<RecordedEvent> batch) {
        return batch.stream()
                .filter(recorded -> recorded.event() instanceof AccountErased)
                .map(RecordedEvent::accountId)
                .toList();
    }
}
