package io.chatledger.command.login;

import io.chatledger.api.AccountId;
import io.chatledger.api.CheckBalance;
import io.chatledger.api.ErrorCode;
import io.chatledger.command.account.AccountClaim;
import io.chatledger.command.account.AccountClaims;
import io.chatledger.command.account.AccountCommands;
import io.chatledger.command.account.ClaimedNames;
import io.chatledger.command.account.LoginName;
import io.chatledger.command.account.Password;
import io.chatledger.command.account.Passwords;
import io.chatledger.command.account.Refusal;
import io.chatledger.command.account.Registration;
import io.chatledger.command.limit.LogInTry;
import io.chatledger.command.limit.StrangerLimits;
import io.chatledger.command.session.RefreshTokens;
import io.chatledger.command.session.UserAgent;
import io.chatledger.command.signing.AccessTokens;
import io.chatledger.webaccess.ClientAddress;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Metrics;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Lets people in, and lets them stay. */
@Component
class LogIns {

    private static final Counter LET_IN = Metrics.counter("chatledger.logins", "outcome", "let-in");
    private static final Counter REFUSED = Metrics.counter("chatledger.logins", "outcome", "refused");

    private final ClaimedNames names;
    private final AccountClaims claims;
    private final AccountCommands commands;
    private final Passwords passwords;
    private final AccessTokens accessTokens;
    private final RefreshTokens refreshTokens;
    private final StrangerLimits limits;

    LogIns(
            ClaimedNames names,
            AccountClaims claims,
            AccountCommands commands,
            Passwords passwords,
            AccessTokens accessTokens,
            RefreshTokens refreshTokens,
            StrangerLimits limits) {
        this.names = names;
        this.claims = claims;
        this.commands = commands;
        this.passwords = passwords;
        this.accessTokens = accessTokens;
        this.refreshTokens = refreshTokens;
        this.limits = limits;
    }

    /** The same refusal, after the same time, for a wrong name, a wrong password and a suspended account. */
    LogIn logIn(LoginName name, boolean byEmailOnly, Password password, ClientAddress address, UserAgent client) {
        Optional<AccountId> named = names.find(name);
        // The same, whichever way the name was given: the wait must not tell whether there is such an account. Nor may
        // a name be made up that is counted as somebody else.
        String tried = named.map(AccountId::toString).orElse("nobody: " + name.value());
        LogInTry logIn = limits.beforeLogIn(tried, address);
        Optional<AccountClaim> account = named.filter(_ -> logIn.mayOpen())
                .flatMap(accountId -> claims.findById(accountId.value()))
                .filter(found -> !byEmailOnly || isEmailOf(name, found))
                .filter(found -> !found.isSuspended());
        Optional<RefreshTokens.Live> session = passwords
                .check(account.map(LogIns::idOf).orElse(null), password)
                .flatMap(known -> refreshTokens.begin(known, client));
        (session.isEmpty() ? REFUSED : LET_IN).increment();
        if (session.isEmpty()) {
            limits.passwordWasWrong(address);
            throw logIn.ifWrong(wrong());
        }
        limits.letIn(logIn);
        return answer(account.orElseThrow(), session.get());
    }

    LogIn refresh(String refreshToken) {
        RefreshTokens.Live session = refreshTokens
                .refresh(refreshToken)
                .orElseThrow(() ->
                        new Refusal(ErrorCode.UNAUTHENTICATED, "The refresh token is no longer valid."));
        AccountClaim account = claims.findById(session.accountId().value()).orElseThrow();
        return answer(account, session);
    }

    /** Lets the owner of an account in, in the transaction that opens it. */
    LogIn first(Registration.Opened opened, ClientAddress address, UserAgent client) {
        RefreshTokens.Live session = refreshTokens.begin(opened.password(), client).orElseThrow(LogIns::wrong);
        limits.ownerIsAt(opened.accountId().toString(), address);
        AccountClaim account = claims.findById(opened.accountId().value()).orElseThrow();
        return answer(account, session, opened.balance().available());
    }

    private static Refusal wrong() {
        return new Refusal(ErrorCode.BAD_CREDENTIALS, "The username or the password is wrong.");
    }

    private LogIn answer(AccountClaim account, RefreshTokens.Live session) {
        return answer(account, session, commands.send(new CheckBalance(idOf(account))).available());
    }

    private LogIn answer(AccountClaim account, RefreshTokens.Live session, long available) {
        return LogIn.of(
                session,
                accessTokens.issue(account, session.sessionId()),
                accessTokens.lifetime().toSeconds(),
                available);
    }

    private static boolean isEmailOf(LoginName name, AccountClaim account) {
        return account.email() != null && name.equals(new LoginName(account.email()));
    }

    private static AccountId idOf(AccountClaim account) {
        return new AccountId(account.accountId());
    }
}
