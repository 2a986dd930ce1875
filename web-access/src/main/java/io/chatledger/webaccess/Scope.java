package io.chatledger.webaccess;

import static java.util.Objects.requireNonNull;

import io.chatledger.api.InvalidValue;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.oauth2.jwt.Jwt;

/**
 * What an API key may be used for (RFC 6749, section 3.3). An access token with scopes stands for a key: it has none of
 * its account's roles, and opens only what is opened to a scope expressly.
 */
public enum Scope {
    /** Send messages, cancel them, ask for the models. */
    CHAT,
    /** Read the balance, the statement and the use. */
    READ;

    /** @throws InvalidValue if there is no such scope */
    public static Scope parse(@Nullable String name) {
        return Arrays.stream(values())
                .filter(scope -> scope.value().equals(name))
                .findFirst()
                .orElseThrow(() -> new InvalidValue("scopes", "must be chat, read or both, each once"));
    }

    /** Whether the access token stands for an API key, which must not get the roles of its account. */
    public static boolean areIn(Jwt accessToken) {
        return accessToken.hasClaim(AccessTokenDecoder.SCOPE);
    }

    /** The API key that the access token stands for; null if it stands for none. */
    public static @Nullable UUID keyIn(Jwt accessToken) {
        return areIn(accessToken) ? UUID.fromString(accessToken.getClaimAsString(AccessTokenDecoder.SESSION)) : null;
    }

    /** What whoever shows the access token of an API key may do. Names that are not known open nothing. */
    public static List<GrantedAuthority> authoritiesOf(Jwt accessToken) {
        List<String> names = List.of(requireNonNull(accessToken.getClaimAsString(AccessTokenDecoder.SCOPE)).split(" "));
        return Arrays.stream(values()).filter(scope -> names.contains(scope.value())).map(Scope::granted).toList();
    }

    /** As clients and access tokens name it. */
    public String value() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What an access token with this scope is granted. */
    public String authority() {
        return "SCOPE_" + name();
    }

    private GrantedAuthority granted() {
        return new SimpleGrantedAuthority(authority());
    }
}
