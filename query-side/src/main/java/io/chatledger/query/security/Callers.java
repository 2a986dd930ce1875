package io.chatledger.query.security;

import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

import io.chatledger.api.AccountId;
import io.chatledger.api.Role;
import io.chatledger.query.security.Revocations.Published;
import io.chatledger.query.security.Revocations.Standing;
import io.chatledger.webaccess.AccessTokenDecoder;
import io.chatledger.webaccess.Scope;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.springframework.core.convert.converter.Converter;
import org.springframework.security.authentication.DisabledException;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;
import org.springframework.stereotype.Component;

/**
 * Who an access token lets in: nobody if its session has ended, and with the roles that the account has now. That of an
 * API key has its scopes instead.
 */
@Component
class Callers implements Converter<Jwt, JwtAuthenticationToken> {

    private final Revocations revocations;

    Callers(Revocations revocations) {
        this.revocations = revocations;
    }

    /**
     * The caller, as controllers get it: the principal is an {@link AccountId}.
     *
     * @throws InvalidBearerTokenException if the session has ended
     * @throws DisabledException if the account is suspended
     */
    @Override
    public JwtAuthenticationToken convert(Jwt accessToken) {
        Published now = revocations.latest();
        AccountId accountId = AccountId.parse(requireNonNull(accessToken.getSubject()));
        if (now.endedSessions().contains(UUID.fromString(accessToken.getClaimAsString(AccessTokenDecoder.SESSION)))) {
            throw new InvalidBearerTokenException("the session has ended");
        }
        Standing standing = now.accounts().get(accountId.value());
        if (standing != null && standing.suspended()) {
            throw new DisabledException("the account is suspended");
        }
        if (Scope.areIn(accessToken)) {
            return new JwtAuthenticationToken(accessToken, accountId, Scope.authoritiesOf(accessToken));
        }
        return caller(accessToken, accountId, standing == null ? rolesIn(accessToken) : standing.roles());
    }

    private static List<Role> rolesIn(Jwt accessToken) {
        List<String> names = requireNonNullElse(accessToken.getClaimAsStringList(AccessTokenDecoder.ROLES), List.of());
        return Arrays.stream(Role.values()).filter(role -> names.contains(role.name())).toList();
    }

    private static JwtAuthenticationToken caller(Jwt accessToken, AccountId accountId, Collection<Role> roles) {
        List<GrantedAuthority> authorities =
                roles.stream().<GrantedAuthority>map(role -> new SimpleGrantedAuthority("ROLE_" + role)).toList();
        return new JwtAuthenticationToken(accessToken, accountId, authorities);
    }
}
