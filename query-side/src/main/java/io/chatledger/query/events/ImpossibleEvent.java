package io.chatledger.query.events;

/** An event that cannot follow on those before it, for example a reply to a message that was never sent. */
public final class ImpossibleEvent extends RuntimeException {

    public ImpossibleEvent(RecordedEvent recorded) {
        super("%s at position %d cannot follow on the events before it"
                .formatted(recorded.event().getClass().getSimpleName(), recorded.position()));
    }
}
