package io.chatledger.command.store;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.TransactionSystemException;

/**
 * Takes together what many threads want done at the same time. Whoever comes while nothing is under way does its own at
 * once; what comes meanwhile gathers, and the first of those does it for all.
 */
final class Turns<T> {

    private final int mostTogether;
    private final Consumer<List<T>> work;
    private final Queue<Member> waiting = new ArrayDeque<>();
    private boolean underWay;

    /** @param work is done for so many at most, by one thread at a time */
    Turns(int mostTogether, Consumer<List<T>> work) {
        this.mostTogether = mostTogether;
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

    private void lead(Member leader) {
        List<Member> group = group(leader);
        // Unless it comes to a known end.
        RuntimeException failure = new TransactionSystemException("the thread that was to write gave up");
        try {
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

    private synchronized List<Member> group(Member leader) {
        List<Member> group = new ArrayList<>();
        group.add(leader);
        while (group.size() < mostTogether && !waiting.isEmpty()) {
            group.add(waiting.remove());
        }
        return group;
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
