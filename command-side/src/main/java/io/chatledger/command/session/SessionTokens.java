package io.chatledger.command.session;

import io.chatledger.api.ErrorCode;
import io.chatledger.command.account.AccountClaim;
import io.chatledger.command.account.AccountClaims;
import io.chatledger.command.account.Refusal;
import io.chatledger.command.signing.AccessTokens;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Gives access tokens for the tokens of sessions. */
@Component
public class SessionTokens {

    private final Sessions sessions;
    private final AccountClaims claims;
    private final AccessTokens accessTokens;

    SessionTokens(Sessions sessions, AccountClaims claims, AccessTokens accessTokens) {
        this.sessions = sessions;
        this.claims = claims;
        this.accessTokens = accessTokens;
    }

    /**
     * Empty if the token is none, or its session is over. A session that is used lives on.
     *
     * @throws Refusal {@link ErrorCode#SUSPENDED}
     */
    public Optional<AccessTokens.Exchanged> exchange(String token) {
        if (!SessionToken.looksLikeOne(token)) {
            return Optional.empty();
        }
        return sessions.use(new SessionToken(token)).flatMap(session -> claims.findById(session.accountId().value())
                .map(AccountClaim::requireActive)
                .map(account -> accessTokens.exchange(account, session.id(), session.expiresAt())));
    }
}
