package io.chatledger.command.chat;

import io.chatledger.api.TokenAmount;
import java.time.Duration;
import java.util.function.Function;

/** A model without a memory, and a price only where that matters, that does what the test at hand says. */
record FreeModel(String id, String provider, Price price, Duration longestCall, Function<Listener, Reply> script)
        implements ChatModel {

    FreeModel(String id, Function<Listener, Reply> script) {
        this(id, "tests", new Price.Flat(TokenAmount.ZERO), Duration.ofMinutes(10), script);
    }

    /** Nobody may ask it. */
    FreeModel(String id) {
        this(id, _ -> {
            throw new AssertionError("not asked");
        });
    }

    @Override
    public int mostCompletionTokens() {
        return 0;
    }

    @Override
    public int callsAtOnce() {
        return 0;
    }

    @Override
    public boolean readsContext() {
        return false;
    }

    @Override
    public Reply reply(Prompt prompt, Listener listener, Cancellation cancellation) {
        return script.apply(listener);
    }
}
