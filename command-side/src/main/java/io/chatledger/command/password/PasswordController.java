package io.chatledger.command.password;

import static io.chatledger.api.InvalidValue.required;

import io.chatledger.api.AccountId;
import io.chatledger.command.account.KnownPassword;
import io.chatledger.command.account.Password;
import io.chatledger.command.account.PasswordRules;
import io.chatledger.command.account.Passwords;
import io.chatledger.command.email.OneTimeTokens;
import io.chatledger.command.revocation.Callers;
import io.chatledger.command.session.SessionEnd;
import io.chatledger.command.session.Sessions;
import io.chatledger.webaccess.ClientAddress;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Changes the password of one's own account, which ends all its other sessions. */
@RestController
class PasswordController {

    record ChangeRequest(@Nullable String oldPassword, @Nullable String newPassword) {}

    private final PasswordRules rules;
    private final PasswordCheck check;
    private final Passwords passwords;
    private final OneTimeTokens tokens;
    private final Sessions sessions;
    private final TransactionTemplate transaction;

    PasswordController(
            PasswordRules rules,
            PasswordCheck check,
            Passwords passwords,
            OneTimeTokens tokens,
            Sessions sessions,
            TransactionTemplate transaction) {
        this.rules = rules;
        this.check = check;
        this.passwords = passwords;
        this.tokens = tokens;
        this.sessions = sessions;
        this.transaction = transaction;
    }

    @PostMapping("/api/user/password")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void change(
            JwtAuthenticationToken caller, @RequestBody ChangeRequest request, HttpServletRequest connection) {
        AccountId accountId = Callers.accountOf(caller);
        var old = new Password(required("old_password", request.oldPassword()));
        Password chosen = rules.choose("new_password", required("new_password", request.newPassword()));
        KnownPassword known = check.require(accountId, old, ClientAddress.of(connection));
        String hash = passwords.hash(chosen);
        transaction.executeWithoutResult(status -> {
            // First of all: who begins a session, or changes it, too, waits for this and sees what has become of it.
            if (!passwords.replace(known, hash)) {
                throw PasswordCheck.wrong();
            }
            tokens.forgetAll(accountId);
            sessions.endOthers(accountId, Callers.sessionOf(caller), SessionEnd.PASSWORD_CHANGED);
        });
    }
}
