package io.chatledger.standalone.postgres;

import java.nio.file.Path;

/** A server that ends as by {@code kill -9}. */
public final class KilledPostgres {

    private KilledPostgres() {}

    /** Returns when the postmaster of the folder is gone; those that it has started may live on for a moment. */
    public static void on(Path folder) {
        ProcessHandle postmaster =
                ProcessHandle.of(Postmaster.runningOn(folder).orElseThrow().pid()).orElseThrow();
        postmaster.destroyForcibly();
        postmaster.onExit().join();
    }
}
