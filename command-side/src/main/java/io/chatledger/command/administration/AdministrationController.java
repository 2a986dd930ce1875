package io.chatledger.command.administration;

import static io.chatledger.api.InvalidValue.required;

import io.chatledger.api.AccountCommand;
import io.chatledger.api.AccountId;
import io.chatledger.api.Actor;
import io.chatledger.api.Balance;
import io.chatledger.api.ChangeRoles;
import io.chatledger.api.EraseAccount;
import io.chatledger.api.GrantTokens;
import io.chatledger.api.InvalidValue;
import io.chatledger.api.OpenChats;
import io.chatledger.api.ReactivateAccount;
import io.chatledger.api.Reason;
import io.chatledger.api.RevokeTokens;
import io.chatledger.api.Role;
import io.chatledger.api.SuspendAccount;
import io.chatledger.api.TokenAmount;
import io.chatledger.command.account.AccountClaims;
import io.chatledger.command.account.AccountCommands;
import io.chatledger.command.account.AccountState;
import io.chatledger.command.account.Refusal;
import io.chatledger.command.idempotency.RepeatableRequest;
import io.chatledger.command.password.ResetCodes;
import io.chatledger.command.password.ResetCodes.ResetCode;
import java.security.Principal;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** What administrators do to accounts; each act is an event with its actor and reason. */
@RestController
@RequestMapping("/api/admin/users/{id}")
class AdministrationController {

    /** @param amount a signed difference in tokens, never the new balance */
    record AdjustmentRequest(@Nullable Long amount, @Nullable String reason) {}

    record ReasonRequest(@Nullable String reason) {}

    record RolesRequest(@Nullable List<@Nullable Role> roles, @Nullable String reason) {}

    record Opened(String id, Instant openUntil) {}

    record Adjusted(String id, long tokens, long available, long held) {}

    private final AccountCommands commands;
    private final AccountClaims claims;
    private final ResetCodes resetCodes;
    private final AdministrationSettings settings;
    private final Clock clock;

    AdministrationController(
            AccountCommands commands,
            AccountClaims claims,
            ResetCodes resetCodes,
            AdministrationSettings settings,
            Clock clock) {
        this.commands = commands;
        this.claims = claims;
        this.resetCodes = resetCodes;
        this.settings = settings;
        this.clock = clock;
    }

    @PostMapping("/tokens")
    Adjusted adjust(
            @PathVariable String id,
            Principal caller,
            @RequestBody AdjustmentRequest request,
            RepeatableRequest repeatable) {
        AccountId accountId = existing(id);
        long difference = required("amount", request.amount());
        Reason reason = reason(request.reason());
        if (difference == Long.MIN_VALUE) {
            throw new InvalidValue("amount", "is out of range");
        }
        var amount = new TokenAmount(Math.abs(difference));
        AccountCommand command = difference < 0
                ? new RevokeTokens(accountId, amount, reason, actor(caller))
                : new GrantTokens(accountId, amount, reason, actor(caller));
        return repeatable.answer(Adjusted.class, () -> commands.send(command, balance -> repeatable.keep(
                new Adjusted(id, balance.available(), balance.available(), balance.held()), accountId)));
    }

    @PostMapping("/suspend")
    AccountState suspend(
            @PathVariable String id,
            Principal caller,
            @RequestBody ReasonRequest request,
            RepeatableRequest repeatable) {
        var command = new SuspendAccount(existing(id), reason(request.reason()), actor(caller));
        return repeatable.answer(AccountState.class, () -> commands.send(
                command, balance -> repeatable.keep(stateAfter(command, balance), command.accountId())));
    }

    @PostMapping("/reactivate")
    AccountState reactivate(
            @PathVariable String id,
            Principal caller,
            @RequestBody ReasonRequest request,
            RepeatableRequest repeatable) {
        var command = new ReactivateAccount(existing(id), reason(request.reason()), actor(caller));
        return repeatable.answer(AccountState.class, () -> commands.send(
                command, balance -> repeatable.keep(stateAfter(command, balance), command.accountId())));
    }

    @PutMapping("/roles")
    AccountState changeRoles(
            @PathVariable String id, Principal caller, @RequestBody RolesRequest request) {
        List<@Nullable Role> roles = required("roles", request.roles());
        if (roles.contains(null)) {
            throw new InvalidValue("roles", "must be names of roles");
        }
        var command = new ChangeRoles(existing(id), Set.copyOf(roles), reason(request.reason()), actor(caller));
        return stateAfter(command, commands.send(command));
    }

    /** The only time that the code is told. */
    @PostMapping("/password-reset")
    @ResponseStatus(HttpStatus.CREATED)
    ResetCode issuePasswordReset(
            @PathVariable String id,
            Principal caller,
            @RequestBody ReasonRequest request,
            RepeatableRequest repeatable) {
        AccountId accountId = existing(id);
        Reason reason = reason(request.reason());
        return repeatable.answer(
                ResetCode.class, () -> resetCodes.issue(
                        accountId, reason, actor(caller), code -> repeatable.keep(code, accountId)));
    }

    /** Also of one that was closed before; it closes one that is open. */
    @PostMapping("/erase")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void erase(@PathVariable String id, Principal caller, @RequestBody ReasonRequest request) {
        commands.send(new EraseAccount(existing(id), reason(request.reason()), actor(caller)));
    }

    /** The other side lets the caller read them, and nobody else, for as long as the event says. */
    @PostMapping("/chat/open")
    Opened openChats(
            @PathVariable String id,
            Principal caller,
            @RequestBody ReasonRequest request,
            RepeatableRequest repeatable) {
        var command = new OpenChats(existing(id), reason(request.reason()), actor(caller), settings.chatsOpenFor());
        // It is recorded later than now, so that this is no promise too much.
        Instant until = clock.instant().plus(command.time()).truncatedTo(ChronoUnit.MILLIS);
        return repeatable.answer(Opened.class, () -> commands.send(
                command, _ -> repeatable.keep(new Opened(id, until), command.accountId())));
    }

    private AccountState stateAfter(AccountCommand command, Balance balance) {
        return AccountState.of(claims.findById(command.accountId().value()).orElseThrow(), balance);
    }

    /** A malformed id is nobody's. */
    static AccountId existing(String id) {
        try {
            return AccountId.parse(id);
        } catch (InvalidValue malformed) {
            throw Refusal.noSuchAccount();
        }
    }

    private static Reason reason(@Nullable String given) {
        return new Reason(required("reason", given));
    }

    private static Actor actor(Principal caller) {
        return Actor.of(AccountId.parse(caller.getName()));
    }
}
