package io.chatledger.command.revocation;

import static java.util.Objects.requireNonNull;

import io.chatledger.api.AccountId;
import io.chatledger.command.revocation.Revocations.Standing;
import io.chatledger.webaccess.AccessTokenDecoder;
import io.chatledger.webaccess.Scope;
import java.util.List;
import java.util.UUID;
import org.springframework.core.convert.converter.Converter;
import org.springframework.dao.DataAccessException;
import org.springframework.security.authentication.DisabledException;
import org.springframework.security.authentication.InternalAuthenticationServiceException;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/**
 * Who an access token lets in: nobody if its session has ended, and with the roles that the account has now. That of an
 * API key has its scopes instead.
 */
@Component
public class Callers implements Converter<Jwt, JwtAuthenticationToken> {

    private final RevocationList revocations;

    Callers(RevocationList revocations) {
        this.revocations = revocations;
    }

    /**
     * @throws InvalidBearerTokenException if the session has ended
     * @throws DisabledException if the account is suspended
     */
    @Override
    public JwtAuthenticationToken convert(Jwt accessToken) {
        Revocations now = current();
        if (now.endedSessions().contains(UUID.fromString(accessToken.getClaimAsString(AccessTokenDecoder.SESSION)))) {
            throw new InvalidBearerTokenException("The session has ended");
        }
        Standing standing = now.accounts().get(UUID.fromString(accessToken.getSubject()));
        if (standing != null && standing.suspended()) {
            throw new DisabledException("The account is suspended");
        }
        if (Scope.areIn(accessToken)) {
            return new JwtAuthenticationToken(accessToken, Scope.authoritiesOf(accessToken));
        }
        return caller(
                accessToken,
                standing == null
                        ? requireNonNull(accessToken.getClaimAsStringList(AccessTokenDecoder.ROLES))
                        : standing.roles().stream().map(Enum::name).toList());
    }

    private Revocations current() {
        try {
            return revocations.current();
        } catch (DataAccessException | TransactionException down) {
            throw new InternalAuthenticationServiceException("Revocations cannot be looked up", down);
        }
    }

    private static JwtAuthenticationToken caller(Jwt accessToken, List<String> roles) {
        var authorities = AuthorityUtils.createAuthorityList(roles.stream().map(role -> "ROLE_" + role).toList());
        return new JwtAuthenticationToken(accessToken, authorities);
    }

    public static AccountId accountOf(JwtAuthenticationToken caller) {
        return AccountId.parse(caller.getName());
    }

    public static UUID sessionOf(JwtAuthenticationToken caller) {
        return UUID.fromString(caller.getToken().getClaimAsString(AccessTokenDecoder.SESSION));
    }
}
