package io.chatledger.command;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.test.context.ContextConfiguration;

/** A test of the whole side over HTTP, on a real PostgreSQL; all share one context. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@SpringBootTest(
        classes = CommandSide.class,
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {
            "spring.config.name=command-side",
            "management.server.port=0",
            "chatledger.keys-folder=target/test-keys",
            "chatledger.hold-sweep-interval=200ms",
            "chatledger.copies.look-interval=100ms",
            // All come from one address.
            "chatledger.rate-limits=off",
            "chatledger.admin.password=correct horse battery"
        })
@ContextConfiguration(initializers = {TestDatabase.class, ContextsClosed.class})
@ExtendWith(ContextsClosed.class)
public @interface CommandSideTest {}
