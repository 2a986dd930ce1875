package io.chatledger.command.chat;

import io.chatledger.api.Finish;
import io.chatledger.command.account.TokenPolicy;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.springframework.stereotype.Component;

/**
 * Lets a fresh installation answer without a provider: it knows what people ask first about the service, says that it
 * is a demonstration, and echoes everything else in exactly the form of {@link EchoModel}.
 */
@Component
class DemoModel implements ChatModel {

    private record Topic(Pattern asked, String answer) {}

    /** What is longer is no question about the service; also bounds the work of the patterns. */
    private static final int LONGEST_QUESTION_CHARACTERS = 200;

    private static final Pattern WORD_ENDS = Pattern.compile("(?<=\\s)");

    private final EchoModel echo;
    private final List<Topic> topics;

    DemoModel(EchoModel echo, TokenPolicy policy) {
        this.echo = echo;
        // The first that fits answers, so the narrower questions come first.
        this.topics = List.of(
                topic("\\b(connect|use|add|plug|configure)\\b.*\\b(real|other|another|actual|own|openai|ollama)\\b.*",
                        "I am the built-in demo. Set CHATLEDGER_OPENAI_BASE_URL, CHATLEDGER_OPENAI_API_KEY and"
                                + " CHATLEDGER_OPENAI_MODELS to connect any OpenAI-compatible server, and ask for one"
                                + " of its models by name."),
                topic("\\b(what|how much)\\b.*\\b(costs?|price|charged?)\\b.*|.*\\bprice of a message\\b.*",
                        "A message costs %d tokens. They are held when you send it and debited when the answer is"
                                .formatted(policy.messagePrice())
                                + " recorded; if the model fails, they go back. A new account starts with %d tokens."
                                        .formatted(policy.welcomeTokens())),
                topic("\\b(how|where)\\b.*\\b(balance|tokens)\\b.*|.*\\bmy balance\\b.*",
                        "GET /api/tokens shows what you can still spend, GET /api/tokens/history every entry behind"
                                + " it. Each chat answer carries remaining_tokens too."),
                topic("\\b(what|who) (is|are) (this|you|chatledger)\\b.*"
                                + "|.*\\bare you (a |an )?(real|demo|bot|ai|human)\\b.*",
                        "This is chatledger: AI chat paid from a prepaid token balance that is the sum of recorded"
                                + " events. I am its demo model, not a real AI: I know a few answers about the service"
                                + " and echo the rest."),
                topic("\\bhelp\\b.*",
                        "Ask me: What is this? What does a message cost? How do I see my balance? How do I connect a"
                                + " real model? Everything else I echo."));
    }

    private static Topic topic(String regex, String answer) {
        return new Topic(Pattern.compile(".*" + regex, Pattern.DOTALL), answer);
    }

    @Override
    public String id() {
        return "demo";
    }

    @Override
    public String provider() {
        return echo.provider();
    }

    @Override
    public Price price() {
        return echo.price();
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
        String asked = prompt.lastText().toLowerCase(Locale.ROOT);
        for (Topic topic : topics) {
            if (asked.length() <= LONGEST_QUESTION_CHARACTERS && topic.asked().matcher(asked).matches()) {
                WORD_ENDS.splitAsStream(topic.answer()).map(Delta::text).forEach(listener);
                return new Reply(topic.answer(), Finish.STOP, null);
            }
        }
        return echo.reply(prompt, listener, cancellation);
    }
}
