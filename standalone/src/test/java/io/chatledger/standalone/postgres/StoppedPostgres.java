package io.chatledger.standalone.postgres;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A server all of whose processes stand still, as on a machine that is paused, or whose disk does not answer. */
public final class StoppedPostgres implements AutoCloseable {

    private final List<String> processes = new ArrayList<>();

    private StoppedPostgres() {}

    /** Stops that of the folder until this is closed. */
    public static StoppedPostgres on(Path folder) {
        var stopped = new StoppedPostgres();
        ProcessHandle postmaster =
                ProcessHandle.of(Postmaster.runningOn(folder).orElseThrow().pid()).orElseThrow();
        // First, so that it starts no others.
        stopped.stop(Stream.of(postmaster));
        stopped.stop(postmaster.descendants());
        return stopped;
    }

    private void stop(Stream<ProcessHandle> those) {
        List<String> pids = those.map(process -> Long.toString(process.pid())).toList();
        signal("-STOP", pids);
        processes.addAll(pids);
    }

    @Override
    public void close() {
        signal("-CONT", processes);
    }

    private static void signal(String signal, List<String> pids) {
        List<String> command = new ArrayList<>(List.of("kill", signal));
        command.addAll(pids);
        try {
            // One of them may have ended by itself in between.
            new ProcessBuilder(command).inheritIO().start().onExit().join();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
