package io.chatledger.command.login;

import static io.chatledger.api.InvalidValue.required;

import io.chatledger.api.AccountId;
import io.chatledger.api.EmailAddress;
import io.chatledger.api.InvalidValue;
import io.chatledger.api.TokenAmount;
import io.chatledger.api.Username;
import io.chatledger.command.account.LoginName;
import io.chatledger.command.account.Password;
import io.chatledger.command.account.PasswordRules;
import io.chatledger.command.account.Registration;
import io.chatledger.command.account.TokenPolicy;
import io.chatledger.command.email.EmailVerification;
import io.chatledger.command.idempotency.RepeatableRequest;
import io.chatledger.command.limit.StrangerLimits;
import io.chatledger.command.password.PasswordCheck;
import io.chatledger.command.session.RefreshTokens;
import io.chatledger.command.session.UserAgent;
import io.chatledger.webaccess.ClientAddress;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Register, log in, refresh, log out: everything that needs no access token. */
@RestController
class LogInController {

    /** {@code password1} is what one of the dialects calls {@code password}; {@code password2} repeats it. */
    record RegisterRequest(
            @Nullable String username,
            @Nullable String password,
            @Nullable String password1,
            @Nullable String password2,
            @Nullable String email) {

        String chosenPassword() {
            String first = required("password", password != null ? password : password1);
            if (password2 != null && !password2.equals(first)) {
                throw new InvalidValue("password2", "must equal the password");
            }
            return first;
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
    private final PasswordRules passwordRules;
    private final EmailVerification verification;
    private final PasswordCheck passwords;
    private final LogIns logIns;
    private final RefreshTokens refreshTokens;
    private final StrangerLimits limits;
    private final TokenPolicy policy;

    LogInController(
            Registration registration,
            PasswordRules passwordRules,
            EmailVerification verification,
            PasswordCheck passwords,
            LogIns logIns,
            RefreshTokens refreshTokens,
            StrangerLimits limits,
            TokenPolicy policy) {
        this.registration = registration;
        this.passwordRules = passwordRules;
        this.verification = verification;
        this.passwords = passwords;
        this.logIns = logIns;
        this.refreshTokens = refreshTokens;
        this.limits = limits;
        this.policy = policy;
    }

    @PostMapping("/api/register")
    @ResponseStatus(HttpStatus.CREATED)
    Registered register(
            @RequestBody RegisterRequest request, HttpServletRequest connection, RepeatableRequest repeatable) {
        var username = new Username(required("username", request.username()));
        EmailAddress email = request.emailAddress();
        boolean verifyEmail = verification.isRequired();
        if (verifyEmail) {
            required("email", email);
        }
        Password password = passwordRules.choose("password", request.chosenPassword());
        var address = ClientAddress.of(connection);
        limits.beforeRegistration(address);
        return repeatable.comparing(request.username(), request.email()).answer(
                Registered.class,
                () -> {
                    Registered registered = registration.open(
                            username,
                            email,
                            password,
                            new TokenAmount(verifyEmail ? 0 : policy.welcomeTokens()),
                            opened -> repeatable.keep(
                                    registered(
                                            opened, username, email,
                                            logIns.first(opened, address, UserAgent.of(connection))),
                                    opened.accountId()));
                    if (verifyEmail && email != null) {
                        verification.begin(AccountId.parse(registered.id()), email);
                    }
                    return registered;
                },
                earlier -> requireSame(earlier, password, address));
    }

    /**
     * What was registered with another password was another request; it must not be found out faster than by logging
     * in.
     */
    private void requireSame(Registered earlier, Password password, ClientAddress address) {
        if (passwords.check(AccountId.parse(earlier.id()), password, address).isEmpty()) {
            throw RepeatableRequest.reused();
        }
    }

    private static Registered registered(
            Registration.Opened opened, Username username, @Nullable EmailAddress email, LogIn session) {
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
    LogIn logIn(@RequestBody LoginRequest request, HttpServletRequest connection) {
        // An email may be given in the field of the username, but no username in that of the email.
        boolean byEmailOnly = request.username() == null;
        String name = required("username", byEmailOnly ? request.email() : request.username());
        var password = new Password(required("password", request.password()));
        return logIns.logIn(
                new LoginName(name), byEmailOnly, password, ClientAddress.of(connection), UserAgent.of(connection));
    }

    @PostMapping("/api/token/refresh")
    LogIn refresh(@RequestBody RefreshRequest request) {
        return logIns.refresh(required("refresh", request.refresh()));
    }

    @PostMapping("/api/logout")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void logOut(@RequestBody RefreshRequest request) {
        refreshTokens.end(required("refresh", request.refresh()));
    }
}
