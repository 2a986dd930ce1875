package io.chatledger.query.account;

import io.chatledger.api.AccountId;
import io.chatledger.api.InvalidValue;
import io.chatledger.query.act.Acts;
import io.chatledger.query.balance.Balances;
import io.chatledger.query.conversation.ConversationDirectory;
import io.chatledger.query.freshness.Freshness;
import io.chatledger.query.history.ChatHistory;
import io.chatledger.query.history.ShownMessage;
import io.chatledger.query.projection.ReadModel;
import io.chatledger.query.statement.StatementAnswers;
import io.chatledger.query.web.Cursor;
import io.chatledger.query.web.Forbidden;
import io.chatledger.query.web.NotFound;
import io.chatledger.query.web.Page;
import io.chatledger.query.web.TimeRange;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Limit;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** For administrators: all accounts. */
@RestController
@RequestMapping("/api/admin/users")
class DirectoryController {

    private static final Set<ReadModel> SHOWN = Set.of(ReadModel.ACCOUNT, ReadModel.BALANCE);

    private final Freshness freshness;
    private final Accounts accounts;
    private final AccountSearch search;
    private final Balances balances;
    private final ChatHistory history;
    private final ConversationDirectory conversations;
    private final StatementAnswers statements;
    private final Acts acts;
    private final Clock clock;

    DirectoryController(
            Freshness freshness,
            Accounts accounts,
            AccountSearch search,
            Balances balances,
            ChatHistory history,
            ConversationDirectory conversations,
            StatementAnswers statements,
            Acts acts,
            Clock clock) {
        this.freshness = freshness;
        this.accounts = accounts;
        this.search = search;
        this.balances = balances;
        this.history = history;
        this.conversations = conversations;
        this.statements = statements;
        this.acts = acts;
        this.clock = clock;
    }

    record User(
            UUID id,
            String username,
            @Nullable String email,
            List<String> roles,
            boolean suspended,
            @Nullable String suspensionReason,
            boolean closed,
            long tokens,
            Instant createdAt) {

        static User of(Account account, long tokens) {
            return new User(account.accountId(), account.username(), account.email(), account.roles(),
                    account.suspended(), account.suspensionReason(), account.isClosed(), tokens, account.createdAt());
        }
    }

    /**
     * @param q            a part of the username or of the email
     * @param role         one that the account has
     * @param createdFrom  the first moment whose accounts are shown
     * @param createdUntil the first one whose accounts are not
     * @param balanceMin   tokens that the account can spend, at least
     * @param balanceMax   at most
     * @param sort         {@code oldest}, {@code newest} or {@code balance}
     */
    @GetMapping
    Page<User> users(
            @RequestParam @Nullable String q,
            @RequestParam @Nullable String role,
            @RequestParam @Nullable String suspended,
            @RequestParam(name = "created_from") @Nullable Instant createdFrom,
            @RequestParam(name = "created_until") @Nullable Instant createdUntil,
            @RequestParam(name = "balance_min") @Nullable Long balanceMin,
            @RequestParam(name = "balance_max") @Nullable Long balanceMax,
            @RequestParam @Nullable String sort,
            @RequestParam(defaultValue = "50") int limit,
            @RequestParam @Nullable Cursor after) {
        var wanted = new AccountSearch.Wanted(
                q, role, flag("suspended", suspended), createdFrom, createdUntil, balanceMin, balanceMax);
        Limit rows = Page.rowsFor(limit);
        AccountSearch.Sort order = AccountSearch.Sort.parse(sort);
        return freshness.ofAll(SHOWN, () -> {
            List<Account> found = search.find(wanted, order, after, rows.max());
            Map<UUID, Long> available = balances.available(found.stream().map(Account::accountId).toList());
            return Page.of(found, limit, Account::position)
                    .map(account -> User.of(account, available.getOrDefault(account.accountId(), 0L)));
        });
    }

    /** Spring would also take "on", "yes" and "1". */
    private static @Nullable Boolean flag(String name, @Nullable String text) {
        return switch (text) {
            case null -> null;
            case "true" -> true;
            case "false" -> false;
            default -> throw new InvalidValue(name, "must be true or false");
        };
    }

    @GetMapping("/{id}")
    User user(@PathVariable AccountId id) {
        return freshness.of(id, SHOWN, () -> User.of(find(id), balances.available(id)));
    }

    /** Only after saying why, which is an act on the account: see {@code POST /api/admin/users/{id}/chat/open}. */
    @GetMapping("/{id}/chat")
    Page<ShownMessage> chat(
            @AuthenticationPrincipal AccountId caller,
            @PathVariable AccountId id,
            @RequestParam @Nullable Instant from,
            @RequestParam @Nullable Instant until,
            @RequestParam(defaultValue = "50") int limit,
            @RequestParam @Nullable Cursor before) {
        requireOpen(id);
        if (!freshness.of(id, Set.of(ReadModel.ACTS), () -> acts.haveOpened(id, caller, clock.instant()))) {
            throw new Forbidden("You have to give a reason before you can read these chats, and again after a while.");
        }
        return history.of(id, null, new TimeRange(from, until), limit, before);
    }

    @GetMapping("/{id}/conversations")
    Page<ConversationDirectory.Entry> conversations(
            @PathVariable AccountId id,
            @RequestParam(defaultValue = "50") int limit,
            @RequestParam @Nullable Cursor before) {
        requireOpen(id);
        return conversations.of(id, limit, before);
    }

    private void requireOpen(AccountId id) {
        if (freshness.of(id, Set.of(ReadModel.ACCOUNT), () -> find(id)).isClosed()) {
            throw new NotFound("This account is closed.");
        }
    }

    /** As its owner sees it; of a closed account, too, whose ledger stays. */
    @GetMapping("/{id}/statement")
    ResponseEntity<?> statement(
            @PathVariable AccountId id,
            @RequestParam @Nullable Instant from,
            @RequestParam @Nullable Instant until,
            @RequestParam @Nullable String type,
            @RequestParam @Nullable Integer limit,
            @RequestParam @Nullable Cursor before,
            @RequestParam @Nullable String format,
            HttpServletRequest request) {
        freshness.of(id, Set.of(ReadModel.ACCOUNT), () -> find(id));
        return statements.of(id, new TimeRange(from, until), type, limit, before, format, request);
    }

    private Account find(AccountId id) {
        return accounts.findByAccountId(id.value()).orElseThrow(() -> new NotFound("There is no such account."));
    }
}
