package io.chatledger.gateway.access;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import io.chatledger.gateway.limit.AddressLimit;
import io.chatledger.gateway.problem.Refusal;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.server.resource.authentication.BearerTokenAuthenticationToken;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationProvider;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;
import org.springframework.stereotype.Component;

/**
 * Callers who show a session token or an API key. Each is asked for once, however many requests come with it at the
 * same moment, and remembered for less than a minute. That a session ends or a key is revoked reaches the sides by
 * their list of revocations, which the access token is subject to like any other (decision 16), and not by us.
 */
@Component
class ExchangedCallers {

    /** What became of an exchange; one that failed is told to whoever has waited for it, and not remembered. */
    private record Exchanged(
            @Nullable JwtAuthenticationToken caller, @Nullable RuntimeException failure, Duration rememberedFor) {

        static Exchanged failed(RuntimeException failure) {
            return new Exchanged(null, failure, Duration.ZERO);
        }

        /** The time for which it is remembered passes however a clock is set; what an access token says does not. */
        boolean hasExpired() {
            return caller != null && !Instant.now().isBefore(caller.getToken().getExpiresAt());
        }

        Authentication get() {
            if (caller == null) {
                throw Objects.requireNonNull(failure);
            }
            return caller;
        }
    }

    private final TokenExchange exchange;
    private final JwtAuthenticationProvider verifier;
    private final AddressLimit strangers;
    private final ExchangeSettings settings;
    private final AsyncCache<String, Exchanged> known;

    ExchangedCallers(
            TokenExchange exchange, JwtDecoder accessTokens, AddressLimit strangers, ExchangeSettings settings) {
        this.exchange = exchange;
        this.verifier = new JwtAuthenticationProvider(accessTokens);
        this.strangers = strangers;
        this.settings = settings;
        this.known = Caffeine.newBuilder()
                .maximumSize(settings.exchangedCredentials())
                .expireAfter(Expiry.creating((String _, Exchanged caller) -> caller.rememberedFor()))
                .buildAsync();
    }

    /**
     * @throws AuthenticationException if the credential is none, or nobody can say
     * @throws Refusal if the account is suspended, or too many wrong ones have come from the address
     */
    Authentication authenticate(String credential, HttpServletRequest request) {
        var mine = new CompletableFuture<Exchanged>();
        CompletableFuture<Exchanged> others = known.asMap().putIfAbsent(credential, mine);
        if (others != null) {
            Exchanged exchanged = others.join();
            if (!exchanged.hasExpired()) {
                return exchanged.get();
            }
            known.asMap().remove(credential, others);
            return authenticate(credential, request);
        }
        // In this thread, which has nothing else to do.
        try {
            mine.complete(ask(credential, request));
        } catch (RuntimeException failure) {
            mine.complete(Exchanged.failed(failure));
        } catch (Error broken) {
            mine.completeExceptionally(broken);
            throw broken;
        }
        return mine.join().get();
    }

    private Exchanged ask(String credential, HttpServletRequest request) {
        strangers.requireSomeLeft(request);
        TokenExchange.Answer answer = exchange.exchange(credential, request);
        var caller = (JwtAuthenticationToken)
                verifier.authenticate(new BearerTokenAuthenticationToken(answer.accessToken()));
        return new Exchanged(caller, null, settings.rememberedFor(Duration.ofSeconds(answer.expiresIn())));
    }
}
