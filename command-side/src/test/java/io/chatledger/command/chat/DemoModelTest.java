package io.chatledger.command.chat;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatledger.command.account.TokenPolicy;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DemoModelTest {

    private static final TokenPolicy POLICY = new TokenPolicy(4000, 10_000, 100);

    private final DemoModel demo = new DemoModel(new EchoModel(POLICY), POLICY);

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            What is this?                              | chatledger
            who are you                                | demo
            Are you a real AI?                         | demo
            What does a message cost?                  | 100 tokens
            How much does it cost?                     | 100 tokens
            What is the price of a message?            | 100 tokens
            How do I see my balance?                   | /api/tokens
            Where can I see my tokens?                 | /api/tokens
            How do I connect a real model?             | CHATLEDGER_OPENAI
            How can I use OpenAI here?                 | CHATLEDGER_OPENAI
            help                                       | Ask me
            """)
    void itAnswersWhatPeopleAskFirst(String question, String part) {
        assertThat(answer(question)).contains(part);
    }

    @ParameterizedTest
    @ValueSource(strings =
            {"Hello, AI!", "Tell me a joke.", "Translate: wie geht es dir?", "What is the capital of France?"})
    void itEchoesEverythingElse(String message) {
        assertThat(answer(message)).isEqualTo("Echo: " + message);
    }

    @Test
    void itsPiecesAreItsAnswer() {
        var pieces = new StringBuilder();

        Reply reply = demo.reply(prompt("What is this?"), piece -> pieces.append(piece.text()), new Cancellation());

        assertThat(pieces).hasToString(reply.text());
    }

    @Test
    void aLongMessageIsNoQuestion() {
        String message = "what ".repeat(6000);

        assertThat(answer(message)).isEqualTo("Echo: " + message);
    }

    private String answer(String message) {
        return demo.reply(prompt(message), piece -> {}, new Cancellation()).text();
    }

    private static Prompt prompt(String message) {
        return new Prompt(List.of(new Prompt.Turn(Prompt.Role.USER, message)), 0);
    }
}
