package io.chatledger.command;

import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;

/** Closes all contexts after the last test. When the process ends, PostgreSQL does too, and each would wait for it. */
final class ContextsClosed
        implements BeforeAllCallback, ApplicationContextInitializer<ConfigurableApplicationContext> {

    private static final Deque<ConfigurableApplicationContext> OPENED = new ConcurrentLinkedDeque<>();

    @Override
    public void initialize(ConfigurableApplicationContext context) {
        OPENED.push(context);
    }

    @Override
    public void beforeAll(ExtensionContext test) {
        test.getRoot().getStore(Namespace.GLOBAL).computeIfAbsent(
                ContextsClosed.class, _ -> (AutoCloseable) ContextsClosed::close, AutoCloseable.class);
    }

    private static void close() {
        OPENED.forEach(ConfigurableApplicationContext::close);
    }
}
