package io.chatledger.command.openai;

import io.chatledger.api.TokenAmount;
import io.chatledger.command.chat.Cancellation;
import io.chatledger.command.chat.ChatModel;
import io.chatledger.command.chat.Price;
import io.chatledger.command.chat.Prompt;
import io.chatledger.command.chat.Reply;
import java.util.function.Consumer;
import org.springframework.stereotype.Component;

/** A model, paid by use, that does what the test at hand says. */
@Component
class ScriptedModel implements ChatModel {

    interface Script {
        Reply reply(Prompt prompt, Consumer<String> onDelta, Cancellation cancellation);
    }

    private volatile Script script;

    void plays(Script next) {
        script = next;
    }

    @Override
    public String id() {
        return "tests/scripted";
    }

    @Override
    public String provider() {
        return "tests";
    }

    @Override
    public Price price() {
        return new Price.ByUse(1000, 2000, new TokenAmount(1));
    }

    @Override
    public int mostCompletionTokens() {
        return 50;
    }

    @Override
    public int callsAtOnce() {
        return 0;
    }

    @Override
    public boolean readsContext() {
        return true;
    }

    @Override
    public Reply reply(Prompt prompt, Consumer<String> onDelta, Cancellation cancellation) {
        return script.reply(prompt, onDelta, cancellation);
    }
}
