package io.chatledger.query.following;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.toMap;

import io.chatledger.query.projection.ReadModel;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/** The signals by which the parts of this process wake each other, so that nothing waits for a poll. */
@Component
public class Progress {

    private final Signal newEvents = new Signal();
    private final Signal wanted = new Signal();
    private final Map<ReadModel, Signal> committed = new EnumMap<>(ReadModel.class);

    Progress() {
        Arrays.stream(ReadModel.values()).forEach(model -> committed.put(model, new Signal()));
    }

    /** Events have got their positions. */
    public Signal newEvents() {
        return newEvents;
    }

    /** Somebody waits for a read model to move on. */
    public Signal wanted() {
        return wanted;
    }

    /** The read model has moved on. */
    public Signal committed(ReadModel model) {
        return requireNonNull(committed.get(model));
    }

    /** How often each signal that could matter to a reader of these has been raised. */
    public Map<Signal, Long> seen(Set<ReadModel> models) {
        return Stream.concat(Stream.of(newEvents), models.stream().map(committed::get))
                .collect(toMap(signal -> signal, Signal::seen));
    }
}
