package io.chatledger.command.chat;

import java.util.function.Consumer;
import org.springframework.stereotype.Component;

/** Says again what it is told. */
@Component
class EchoModel implements ChatModel {

    @Override
    public String id() {
        return "echo";
    }

    @Override
    public String answer(String message, Consumer<String> onDelta) {
        onDelta.accept("Echo: ");
        onDelta.accept(message);
        return "Echo: " + message;
    }
}
