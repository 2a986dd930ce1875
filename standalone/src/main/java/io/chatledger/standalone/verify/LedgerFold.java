package io.chatledger.standalone.verify;

import io.chatledger.api.Balance;
import io.chatledger.api.HoldReleased;
import io.chatledger.api.TokenEvent;
import io.chatledger.api.TokensDebited;
import io.chatledger.api.TokensGranted;
import io.chatledger.api.TokensHeld;
import io.chatledger.api.TokensRevoked;
import io.chatledger.standalone.verify.Report.Check;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;

/** All accounts, folded from the log. What it keeps grows with accounts and open holds, not with events. */
final class LedgerFold {

    private static final class Account {
        private long nextSequence;
        private Balance balance = Balance.ZERO;
        /** By message, in tokens. */
        private final Map<String, Long> holds = new HashMap<>(2);
    }

    private final Report report;
    private final Map<String, Account> accounts = new HashMap<>();
    private BigInteger granted = BigInteger.ZERO;
    private BigInteger revoked = BigInteger.ZERO;
    private BigInteger debited = BigInteger.ZERO;

    LedgerFold(Report report) {
        this.report = report;
    }

    void add(long position, LogEntry entry) {
        Account account = accounts.computeIfAbsent(entry.account(), _ -> new Account());
        if (entry.sequence() != account.nextSequence) {
            report.fails(Check.SEQUENCES, position, "event %d of account %s is where %d ought to be"
                    .formatted(entry.sequence(), entry.account(), account.nextSequence));
        }
        account.nextSequence = entry.sequence() + 1;
        if (entry.movement() != null) {
            move(position, account, entry.movement());
        }
    }

    private void move(long position, Account account, TokenEvent movement) {
        try {
            switch (movement) {
                case TokensGranted it -> granted = granted.add(BigInteger.valueOf(it.amount()));
                case TokensRevoked it -> revoked = revoked.add(BigInteger.valueOf(it.amount()));
                case TokensHeld it -> {
                    if (account.holds.putIfAbsent(it.messageId(), it.amount()) != null) {
                        report.fails(Check.HOLDS, position, "message %s is held for already".formatted(it.messageId()));
                    }
                }
                case TokensDebited it -> {
                    debited = debited.add(BigInteger.valueOf(it.amount()));
                    resolve(position, account, it.messageId(), Math.addExact(it.amount(), it.released()));
                    refuseNegative(it.released());
                }
                case HoldReleased it -> resolve(position, account, it.messageId(), it.amount());
            }
            refuseNegative(movement.amount());
            account.balance = account.balance.after(movement);
        } catch (ArithmeticException impossible) {
            report.fails(Check.BALANCES, position,
                    "account %s: %s".formatted(movement.accountId(), impossible.getMessage()));
        }
    }

    private void resolve(long position, Account account, String messageId, long amount) {
        Long held = account.holds.remove(messageId);
        if (held == null) {
            report.fails(Check.HOLDS, position, "no hold is open for message %s".formatted(messageId));
        } else if (held != amount) {
            report.fails(Check.HOLDS, position,
                    "%d were held for message %s, and %d are resolved".formatted(held, messageId, amount));
        }
    }

    private static void refuseNegative(long amount) {
        if (amount < 0) {
            throw new ArithmeticException("negative amount " + amount);
        }
    }

    int size() {
        return accounts.size();
    }

    BigInteger granted() {
        return granted;
    }

    BigInteger revoked() {
        return revoked;
    }

    BigInteger debited() {
        return debited;
    }

    BigInteger balance() {
        return accounts.values().stream().map(account -> BigInteger.valueOf(account.balance.balance()))
                .reduce(BigInteger.ZERO, BigInteger::add);
    }

    BigInteger held() {
        return accounts.values().stream().map(account -> BigInteger.valueOf(account.balance.held()))
                .reduce(BigInteger.ZERO, BigInteger::add);
    }

    Balance of(String account) {
        Account found = accounts.get(account);
        return found == null ? Balance.ZERO : found.balance;
    }

    void forEach(BiConsumer<String, Balance> consumer) {
        accounts.forEach((id, account) -> consumer.accept(id, account.balance));
    }
}
