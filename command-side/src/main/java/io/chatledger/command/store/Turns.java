package io.chatledger.command.store;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.TransactionSystemException;

/**
 * Takes together what many threads want done at the same time. Whoever comes while nothing is under way, nor was a
 * moment ago, does its own at once; what comes meanwhile gathers, and the first of those does it for all.
 */
final class Turns<T> {

    private final int mostTogether;
    private final long intervalNanos;
    private final Consumer<List<T>> work;
    private final Queue<Member> waiting = new ArrayDeque<>();
    private boolean underWay;
    /** The last group. For whoever leads. */
    private long begunNanos;

    /**
     * @param interval from the beginning of a group to that of the next, at least
     * @param work     is done for so many at most, by one thread at a time
     */
    Turns(int mostTogether, Duration interval, Consumer<List<T>> work) {
        this.mostTogether = mostTogether;
        this.intervalNanos = interval.toNanos();
        this.begunNanos = System.nanoTime() - intervalNanos;
        this.work = work;
    }

    /** Returns when it is done; what the work throws, it throws to all for whom it was done. */
    void take(T item) {
        var member = new Member(item);
        if (begins(member) || member.leads.join()) {
            lead(member);
        }
        if (member.failure != null) {
            throw member.failure;
        }
    }

    private synchronized boolean begins(Member member) {
        if (underWay) {
            waiting.add(member);
            return false;
        }
        underWay = true;
        return true;
    }

    /** Whatever is thrown, the next one has its turn, and all who wait hear of an end. */
    private void lead(Member leader) {
        List<Member> group = new ArrayList<>();
        group.add(leader);
        // Unless it comes to a known end.
        RuntimeException failure = new TransactionSystemException("the thread that was to write gave up");
        try {
            awaitInterval();
            fill(group);
            work.accept(group.stream().map(member -> member.item).toList());
            failure = null;
        } catch (RuntimeException failed) {
            failure = failed;
        } finally {
            passOn();
            for (Member member : group) {
                member.failure = failure;
                member.leads.complete(false);
            }
        }
    }

    private void awaitInterval() {
        for (long early = early(); early > 0; early = early()) {
            LockSupport.parkNanos(early);
        }
        begunNanos = System.nanoTime();
    }

    private long early() {
        return begunNanos + intervalNanos - System.nanoTime();
    }

    private synchronized void fill(List<Member> group) {
        while (group.size() < mostTogether && !waiting.isEmpty()) {
            group.add(waiting.remove());
        }
    }

    private synchronized void passOn() {
        Member next = waiting.poll();
        if (next == null) {
            underWay = false;
        } else {
            next.leads.complete(true);
        }
    }

    private final class Member {
        private final T item;
        /** Whether it does the work; false if it was done. */
        private final CompletableFuture<Boolean> leads = new CompletableFuture<>();
        private @Nullable RuntimeException failure;

        private Member(T item) {
            this.item = item;
        }
    }
}
