package io.chatledger.standalone;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** {@code serve} in a process of its own, offering the models of a scripted provider. Tests may restart it. */
final class SystemWithProvider implements AutoCloseable {

    /** Long enough to tell whether one of them was enough, or took two. */
    static final Duration KEEP_ALIVE = Duration.ofSeconds(3);

    private final ScriptedProvider provider = new ScriptedProvider();
    private final Serving serving;

    SystemWithProvider() {
        this(Map.of());
    }

    /** @param further settings, as variables of the environment */
    SystemWithProvider(Map<String, String> further) {
        Map<String, String> settings = new HashMap<>(provider.settings());
        settings.put("CHATLEDGER_KEEP_ALIVE_INTERVAL", KEEP_ALIVE.toSeconds() + "s");
        settings.put("CHATLEDGER_REPLIES_FINISH_WITHIN", "3s");
        // What must not be in the log must not be there when somebody looks closely, either.
        settings.put("LOGGING_LEVEL_IO_CHATLEDGER", "trace");
        settings.putAll(further);
        serving = new Serving(settings);
    }

    ScriptedProvider provider() {
        return provider;
    }

    Serving serving() {
        return serving;
    }

    User newUser() {
        return serving.client().newUser();
    }

    /** The one that was made at first start. */
    User admin() {
        return serving.client().logIn("admin", Serving.printedPassword(serving.output()));
    }

    Ledger ledger() {
        return new Ledger(serving.database());
    }

    @Override
    public void close() {
        serving.close();
        provider.close();
    }
}
