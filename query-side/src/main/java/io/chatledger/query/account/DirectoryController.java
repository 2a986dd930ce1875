package io.chatledger.query.account;

import io.chatledger.api.AccountId;
import io.chatledger.api.InvalidValue;
import io.chatledger.query.balance.Balances;
import io.chatledger.query.history.ChatHistory;
import io.chatledger.query.history.ShownMessage;
import io.chatledger.query.projection.Freshness;
import io.chatledger.query.projection.ReadModel;
import io.chatledger.query.web.Cursor;
import io.chatledger.query.web.NotFound;
import io.chatledger.query.web.Page;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Limit;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** For administrators: all accounts, oldest first. */
@RestController
@RequestMapping("/api/admin/users")
class DirectoryController {

    private static final Set<ReadModel> SHOWN = Set.of(ReadModel.ACCOUNT, ReadModel.BALANCE);

    /** As long as the longest email address: more cannot be a part of anything. */
    private static final int LONGEST_SEARCH_CHARACTERS = 254;

    private final Freshness freshness;
    private final Accounts accounts;
    private final Balances balances;
    private final ChatHistory history;

    DirectoryController(Freshness freshness, Accounts accounts, Balances balances, ChatHistory history) {
        this.freshness = freshness;
        this.accounts = accounts;
        this.balances = balances;
        this.history = history;
    }

    record User(
            UUID id,
            String username,
            @Nullable String email,
            List<String> roles,
            boolean suspended,
            boolean closed,
            long tokens,
            Instant createdAt) {

        static User of(Account account, long tokens) {
            return new User(account.accountId(), account.username(), account.email(), account.roles(),
                    account.suspended(), account.isClosed(), tokens, account.createdAt());
        }
    }

    /** @param q a part of the username or of the email; all accounts if there is none */
    @GetMapping
    Page<User> users(
            @RequestParam(defaultValue = "") String q,
            @RequestParam(defaultValue = "50") int limit,
            @RequestParam @Nullable Cursor after) {
        if (q.length() > LONGEST_SEARCH_CHARACTERS || q.indexOf('\0') >= 0) {
            throw new InvalidValue("q", "must be at most " + LONGEST_SEARCH_CHARACTERS + " characters without NUL");
        }
        Limit rows = Page.rowsFor(limit);
        long start = Cursor.orStart(after).position();
        return freshness.ofAll(SHOWN, () -> {
            List<Account> found = q.isEmpty() ? accounts.findByPositionGreaterThanOrderByPosition(start, rows)
                    : accounts.search(q, start, rows);
            Map<UUID, Long> available = balances.available(found.stream().map(Account::accountId).toList());
            return Page.of(found, limit, Account::position)
                    .map(account -> User.of(account, available.getOrDefault(account.accountId(), 0L)));
        });
    }

    @GetMapping("/{id}")
    User user(@PathVariable AccountId id) {
        return freshness.of(id, SHOWN, () -> User.of(find(id), balances.available(id)));
    }

    @GetMapping("/{id}/chat")
    Page<ShownMessage> chat(
            @PathVariable AccountId id,
            @RequestParam(defaultValue = "50") int limit,
            @RequestParam @Nullable Cursor before) {
        if (freshness.of(id, Set.of(ReadModel.ACCOUNT), () -> find(id)).isClosed()) {
            throw new NotFound("This account is closed.");
        }
        return history.of(id, null, limit, before);
    }

    private Account find(AccountId id) {
        return accounts.findByAccountId(id.value()).orElseThrow(() -> new NotFound("There is no such account."));
    }
}
