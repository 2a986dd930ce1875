package io.chatledger.command.openai;

import io.chatledger.api.TokenAmount;
import io.chatledger.command.chat.Cancellation;
import io.chatledger.command.chat.ChatModel;
import io.chatledger.command.chat.Delta;
import io.chatledger.command.chat.Listener;
import io.chatledger.command.chat.Price;
import io.chatledger.command.chat.Prompt;
import io.chatledger.command.chat.Reply;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;

/** A model, paid by use, that does what the test at hand says. */
@Component
public class ScriptedModel implements ChatModel {

    public interface Script {
        Reply reply(Prompt prompt, Consumer<Delta> onDelta, Cancellation cancellation);
    }

    private static final Price BY_USE = new Price.ByUse(1000, 2000, new TokenAmount(1));

    private volatile Script script;
    private volatile Supplier<Price> price = () -> BY_USE;

    public void plays(Script next) {
        script = next;
    }

    /** Asked whenever it matters; until {@link #costsByUse()}. */
    public void costs(Supplier<Price> next) {
        price = next;
    }

    public void costsByUse() {
        price = () -> BY_USE;
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
        return price.get();
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
    public Reply reply(Prompt prompt, Listener listener, Cancellation cancellation) {
        return script.reply(prompt, listener, cancellation);
    }
}
