package io.chatledger.command.session;

import static io.chatledger.api.InvalidValue.required;

import io.chatledger.api.AccountId;
import io.chatledger.command.account.Password;
import io.chatledger.command.account.PasswordRules;
import io.chatledger.command.account.Passwords;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Changes the password of one's own account, which ends all its other sessions. */
@RestController
class PasswordController {

    record ChangeRequest(@Nullable String oldPassword, @Nullable String newPassword) {}

    private final Passwords passwords;
    private final PasswordRules rules;
    private final Sessions sessions;
    private final PasswordCheck check;

    PasswordController(Passwords passwords, PasswordRules rules, Sessions sessions, PasswordCheck check) {
        this.passwords = passwords;
        this.rules = rules;
        this.sessions = sessions;
        this.check = check;
    }

    @PostMapping("/api/user/password")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void change(JwtAuthenticationToken caller, @RequestBody ChangeRequest request) {
        AccountId accountId = Callers.accountOf(caller);
        var old = new Password(required("old_password", request.oldPassword()));
        Password chosen = rules.choose("new_password", required("new_password", request.newPassword()));
        check.require(accountId, old);
        passwords.set(accountId, chosen);
        sessions.endOthers(accountId, Callers.sessionOf(caller), SessionEnd.PASSWORD_CHANGED);
    }
}
