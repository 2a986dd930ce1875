package io.chatledger.command.session;

import static io.chatledger.api.InvalidValue.required;

import io.chatledger.api.EmailAddress;
import io.chatledger.api.InvalidValue;
import io.chatledger.api.Role;
import io.chatledger.api.TokenAmount;
import io.chatledger.api.Username;
import io.chatledger.command.account.Password;
import io.chatledger.command.account.Registration;
import io.chatledger.command.account.TokenPolicy;
import java.util.EnumSet;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Register, log in, refresh, log out: everything that needs no access token. */
@RestController
class SessionController {

    /** {@code password1} is what one of the dialects calls {@code password}; {@code password2} repeats it. */
    record RegisterRequest(
            @Nullable String username,
            @Nullable String password,
            @Nullable String password1,
            @Nullable String password2,
            @Nullable String email) {

        Password chosenPassword() {
            String first = required("password", password != null ? password : password1);
            if (password2 != null && !password2.equals(first)) {
                throw new InvalidValue("password2", "must equal the password");
            }
            return Password.chosen("password", first);
        }

        @Nullable EmailAddress emailAddress() {
            return email == null || email.isEmpty() ? null : new EmailAddress(email);
        }
    }

    record Registered(
            String message,
            String id,
            String username,
            @Nullable String email,
            long tokens,
            String token,
            String access,
            String refresh,
            String tokenType,
            long expiresIn) {}

    record LoginRequest(@Nullable String username, @Nullable String email, @Nullable String password) {}

    record RefreshRequest(@Nullable String refresh) {}

    private final Registration registration;
    private final Sessions sessions;
    private final RefreshTokens refreshTokens;
    private final TokenPolicy policy;

    SessionController(
            Registration registration, Sessions sessions, RefreshTokens refreshTokens, TokenPolicy policy) {
        this.registration = registration;
        this.sessions = sessions;
        this.refreshTokens = refreshTokens;
        this.policy = policy;
    }

    @PostMapping("/api/register")
    @ResponseStatus(HttpStatus.CREATED)
    Registered register(@RequestBody RegisterRequest request) {
        var username = new Username(required("username", request.username()));
        EmailAddress email = request.emailAddress();
        var opened = registration.open(
                username,
                email,
                request.chosenPassword(),
                EnumSet.of(Role.USER),
                new TokenAmount(policy.welcomeTokens()));
        Session session = sessions.first(opened.accountId());
        return new Registered(
                "User registered successfully",
                opened.accountId().toString(),
                username.value(),
                email == null ? null : email.value(),
                opened.balance().available(),
                session.token(),
                session.access(),
                session.refresh(),
                session.tokenType(),
                session.expiresIn());
    }

    @PostMapping("/api/login")
    Session logIn(@RequestBody LoginRequest request) {
        if (request.username() == null) {
            required("username", request.email());
        }
        var password = new Password(required("password", request.password()));
        return sessions.logIn(request.username(), request.email(), password);
    }

    @PostMapping("/api/token/refresh")
    Session refresh(@RequestBody RefreshRequest request) {
        return sessions.refresh(required("refresh", request.refresh()));
    }

    @PostMapping("/api/logout")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void logOut(@RequestBody RefreshRequest request) {
        refreshTokens.end(required("refresh", request.refresh()));
    }
}
