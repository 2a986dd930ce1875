package io.chatledger.command.chat;

import io.chatledger.api.ErrorCode;
import io.chatledger.api.MessageKind;
import io.chatledger.command.chat.ModelFailure.Fault;
import java.time.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A model whose calls are counted, for those who run the system. */
final class CountedModel implements ChatModel {

    private final ChatModel model;
    private final Clock clock;
    private final ModelCalls calls = new ModelCalls();
    private final ModelMeters meters;

    CountedModel(ChatModel model, Clock clock) {
        this.model = model;
        this.clock = clock;
        this.meters = new ModelMeters(model.id(), model.provider());
    }

    ModelCalls.Counted counted() {
        return calls.counted();
    }

    @Override
    public Reply reply(Prompt prompt, Listener listener, Cancellation cancellation) {
        calls.begun();
        var firstWord = new FirstWord(listener);
        try {
            Reply reply = model.reply(prompt, firstWord, cancellation);
            if (reply.isNone()) {
                throw new ModelFailure(ErrorCode.PROVIDER_FAILED, "empty reply");
            }
            firstWord.begin();
            calls.answered();
            meters.answered(reply);
            return reply;
        } catch (ModelFailure failure) {
            if (cancellation.reason() != null || failure.code() == ErrorCode.CANCELLED) {
                calls.cancelled();
                meters.cancelled();
            } else {
                if (failure.fault() == Fault.NOT_ASKED) {
                    calls.notAsked();
                } else {
                    calls.failed(failure.code(), clock.instant());
                }
                meters.failed(failure);
            }
            throw failure;
        } catch (RuntimeException | Error unexpected) {
            calls.failed(ErrorCode.INTERNAL, clock.instant());
            meters.failed();
            throw unexpected;
        }
    }

    /** Notes when the model begins to speak, and says who it is. Deltas come one after the other. */
    private final class FirstWord implements Listener {

        private final Listener next;
        private final long begunNanos = System.nanoTime();
        private boolean begun;
        private boolean spoken;

        FirstWord(Listener next) {
            this.next = next;
        }

        void begin() {
            if (!begun) {
                begun = true;
                next.begins(provider());
            }
        }

        @Override
        public void beside(Delta piece) {
            begin();
            next.beside(piece);
        }

        @Override
        public void accept(Delta piece) {
            if (!spoken) {
                spoken = true;
                Duration after = Duration.ofNanos(System.nanoTime() - begunNanos);
                calls.spoke(after);
                meters.spoke(after);
            }
            begin();
            next.accept(piece);
        }
    }

    @Override
    public String id() {
        return model.id();
    }

    @Override
    public String provider() {
        return model.provider();
    }

    @Override
    public int weight() {
        return model.weight();
    }

    @Override
    public Price price() {
        return model.price();
    }

    @Override
    public MessageKind kind() {
        return model.kind();
    }

    @Override
    public int mostCompletionTokens() {
        return model.mostCompletionTokens();
    }

    @Override
    public int callsAtOnce() {
        return model.callsAtOnce();
    }

    @Override
    public boolean readsContext() {
        return model.readsContext();
    }

    @Override
    public boolean takes(String field) {
        return model.takes(field);
    }

    @Override
    public boolean knowsAnthropic() {
        return model.knowsAnthropic();
    }

    @Override
    public @Nullable String obstacleIn(Prompt prompt) {
        return model.obstacleIn(prompt);
    }

    @Override
    public int mostChoices() {
        return model.mostChoices();
    }

    @Override
    public int mostTokensOf(String type) {
        return model.mostTokensOf(type);
    }

    @Override
    public Duration longestCall() {
        return model.longestCall();
    }

    @Override
    public ModelState state() {
        return model.state();
    }
}
