package io.chatledger.command.password;

import io.chatledger.api.AccountId;
import io.chatledger.api.Actor;
import io.chatledger.api.EmailAddress;
import io.chatledger.api.IssuePasswordReset;
import io.chatledger.api.Reason;
import io.chatledger.command.account.AccountClaims;
import io.chatledger.command.account.AccountCommands;
import io.chatledger.command.account.ClaimedNames;
import io.chatledger.command.account.LoginName;
import io.chatledger.command.account.Refusal;
import io.chatledger.command.email.OneTimeTokens;
import io.chatledger.command.email.Postbox;
import io.chatledger.command.email.Purpose;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.function.UnaryOperator;
import org.springframework.stereotype.Component;

/** Codes with which somebody can set a new password, told to them by an administrator or by whoever runs the system. */
@Component
public class ResetCodes {

    /** @param code told once, and posted as the {@code token} of a password reset */
    public record ResetCode(String code, Instant expiresAt) {}

    private static final Postbox.Letter NOTE = new Postbox.Letter("A new password can be set for your account", """
            A code to set a new password was made for your account at chatledger, by an administrator or by the operator
            of the service. Nothing has changed yet.

            If you did not ask for it, tell the operator of this service.
            """);

    private final AccountCommands commands;
    private final AccountClaims claims;
    private final ClaimedNames names;
    private final OneTimeTokens tokens;
    private final Postbox postbox;
    private final Clock clock;
    private final Duration lifetime;

    ResetCodes(
            AccountCommands commands,
            AccountClaims claims,
            ClaimedNames names,
            OneTimeTokens tokens,
            Postbox postbox,
            Clock clock,
            ResetSettings settings) {
        this.commands = commands;
        this.claims = claims;
        this.names = names;
        this.tokens = tokens;
        this.postbox = postbox;
        this.clock = clock;
        this.lifetime = settings.resetCodeLifetime();
    }

    /** @throws Refusal as below */
    public ResetCode issue(LoginName name, Reason reason, Actor actor) {
        return issue(names.find(name).orElseThrow(Refusal::noSuchAccount), reason, actor, code -> code);
    }

    /**
     * Makes a code in the transaction of the event that records it; an earlier one is not good any more. Where mails
     * are sent, the account's address is told of it.
     *
     * @param answer what else to do with it in that transaction
     * @throws Refusal {@link io.chatledger.api.ErrorCode#NOT_FOUND} if there is no such account, or
     *     {@link io.chatledger.api.ErrorCode#FORBIDDEN} if it is suspended or the actor's own
     */
    public ResetCode issue(AccountId accountId, Reason reason, Actor actor, UnaryOperator<ResetCode> answer) {
        Instant expiresAt = clock.instant().plus(lifetime).truncatedTo(ChronoUnit.SECONDS);
        ResetCode code = commands.send(new IssuePasswordReset(accountId, reason, actor), _ -> {
            tokens.forget(accountId, Purpose.RESET_PASSWORD);
            return answer.apply(
                    new ResetCode(tokens.issue(accountId, Purpose.RESET_PASSWORD, null, lifetime), expiresAt));
        });
        if (postbox.exists()) {
            claims.emailOf(accountId.value()).map(EmailAddress::new).ifPresent(address -> postbox.note(address, NOTE));
        }
        return code;
    }
}
