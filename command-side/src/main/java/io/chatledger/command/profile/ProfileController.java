package io.chatledger.command.profile;

import static io.chatledger.api.InvalidValue.required;

import io.chatledger.api.AccountId;
import io.chatledger.api.Balance;
import io.chatledger.api.CheckBalance;
import io.chatledger.api.EmailAddress;
import io.chatledger.command.account.AccountClaims;
import io.chatledger.command.account.AccountCommands;
import io.chatledger.command.account.AccountState;
import io.chatledger.command.account.KnownPassword;
import io.chatledger.command.account.Password;
import io.chatledger.command.email.EmailVerification;
import io.chatledger.command.email.Postbox;
import io.chatledger.command.password.PasswordCheck;
import io.chatledger.command.revocation.Callers;
import io.chatledger.webaccess.ClientAddress;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** Changes one's own profile: the email address. */
@RestController
class ProfileController {

    /**
     * @param email    null if the request does not name it, which changes nothing; empty takes the address away
     * @param password only needed where mails are sent
     */
    record ProfileRequest(@Nullable Optional<String> email, @Nullable String password) {}

    private final AccountCommands commands;
    private final AccountClaims claims;
    private final EmailVerification verification;
    private final Postbox postbox;
    private final PasswordCheck passwords;

    ProfileController(
            AccountCommands commands,
            AccountClaims claims,
            EmailVerification verification,
            Postbox postbox,
            PasswordCheck passwords) {
        this.commands = commands;
        this.claims = claims;
        this.verification = verification;
        this.postbox = postbox;
        this.passwords = passwords;
    }

    @PatchMapping("/api/user/profile")
    AccountState change(
            JwtAuthenticationToken caller, @RequestBody ProfileRequest request, HttpServletRequest connection) {
        AccountId accountId = Callers.accountOf(caller);
        Balance balance = request.email() == null
                ? commands.send(new CheckBalance(accountId))
                : change(accountId, request.email(), request.password(), ClientAddress.of(connection));
        return AccountState.of(claims.findById(accountId.value()).orElseThrow(), balance);
    }

    private Balance change(
            AccountId accountId, Optional<String> wanted, @Nullable String typed, ClientAddress address) {
        EmailAddress email = wanted.map(EmailAddress::new).orElse(null);
        if (verification.isRequired()) {
            required("email", email);
        }
        boolean another = !wanted.equals(claims.emailOf(accountId.value()));
        Runnable condition = () -> {};
        if (another && postbox.exists()) {
            // Who reads the mails to the address can set a new password: an access token must not be enough for that.
            KnownPassword known = passwords.require(accountId, new Password(required("password", typed)), address);
            condition = () -> passwords.requireCurrent(known);
        }
        if (verification.isRequired()) {
            // The new address takes the place of the old one when it is verified.
            verification.begin(accountId, required("email", email), condition);
            return commands.send(new CheckBalance(accountId));
        }
        return another
                ? verification.change(accountId, email, condition)
                : commands.send(new CheckBalance(accountId));
    }
}
