package io.chatledger.command.chat;

import io.chatledger.api.Finish;
import io.chatledger.command.account.TokenPolicy;
import org.springframework.stereotype.Component;

/** Says again what it is told. */
@Component
class EchoModel implements ChatModel {

    private final Price price;

    EchoModel(TokenPolicy policy) {
        this.price = new Price.Flat(policy.price());
    }

    @Override
    public String id() {
        return "echo";
    }

    @Override
    public String provider() {
        return "chatledger";
    }

    @Override
    public Price price() {
        return price;
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
        String message = prompt.lastText();
        listener.accept(Delta.text("Echo: "));
        listener.accept(Delta.text(message));
        return new Reply("Echo: " + message, Finish.STOP, null);
    }
}
