package io.chatledger.command.session;

import io.chatledger.api.AccountId;
import io.chatledger.api.CheckBalance;
import io.chatledger.api.ErrorCode;
import io.chatledger.command.account.AccountClaim;
import io.chatledger.command.account.AccountClaims;
import io.chatledger.command.account.AccountCommands;
import io.chatledger.command.account.Password;
import io.chatledger.command.account.Passwords;
import io.chatledger.command.account.Refusal;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Begins sessions and carries them on. */
@Component
public class Sessions {

    private final AccountClaims claims;
    private final AccountCommands commands;
    private final Passwords passwords;
    private final AccessTokens accessTokens;
    private final RefreshTokens refreshTokens;

    Sessions(
            AccountClaims claims,
            AccountCommands commands,
            Passwords passwords,
            AccessTokens accessTokens,
            RefreshTokens refreshTokens) {
        this.claims = claims;
        this.commands = commands;
        this.passwords = passwords;
        this.accessTokens = accessTokens;
        this.refreshTokens = refreshTokens;
    }

    /** The same refusal, after the same time, for a wrong name, a wrong password and a suspended account. */
    Session logIn(@Nullable String username, @Nullable String email, Password password) {
        Optional<AccountClaim> account = find(username, email);
        boolean matches = passwords.matches(account.map(Sessions::idOf).orElse(null), password);
        return account
                .filter(found -> matches && !found.isSuspended())
                .map(found -> begin(found, refreshTokens.issue(idOf(found))))
                .orElseThrow(() -> new Refusal(ErrorCode.BAD_CREDENTIALS, "The username or the password is wrong."));
    }

    Session refresh(String refreshToken) {
        return refreshTokens
                .rotate(refreshToken)
                .flatMap(rotated -> claims.findById(rotated.accountId().value())
                        .filter(account -> !account.isSuspended())
                        .map(account -> begin(account, rotated.refreshToken())))
                .orElseThrow(() -> new Refusal(ErrorCode.UNAUTHENTICATED, "The refresh token is not valid any more."));
    }

    /** The session of an account that was just opened. */
    Session first(AccountId accountId) {
        return begin(claims.findById(accountId.value()).orElseThrow(), refreshTokens.issue(accountId));
    }

    private Session begin(AccountClaim account, String refreshToken) {
        long available = commands.send(new CheckBalance(idOf(account))).available();
        return Session.of(
                accessTokens.issue(account), refreshToken, accessTokens.lifetime().toSeconds(), available);
    }

    /** An email may be given in the field of the username; a username comes first. */
    private Optional<AccountClaim> find(@Nullable String username, @Nullable String email) {
        if (username == null) {
            return claims.findByEmailKey(key(email == null ? "" : email));
        }
        return claims.findByUsernameKey(key(username)).or(() -> claims.findByEmailKey(key(username)));
    }

    private static String key(String typed) {
        return typed.toLowerCase(Locale.ROOT).replace("\0", "");
    }

    private static AccountId idOf(AccountClaim account) {
        return new AccountId(account.accountId());
    }
}
