package io.chatledger.command.session;

import static io.chatledger.api.InvalidValue.required;

import io.chatledger.api.AccountId;
import io.chatledger.api.ErrorCode;
import io.chatledger.command.account.Password;
import io.chatledger.command.account.PasswordRules;
import io.chatledger.command.account.Passwords;
import io.chatledger.command.account.Refusal;
import io.chatledger.command.limit.StrangerLimits;
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
    private final StrangerLimits limits;

    PasswordController(Passwords passwords, PasswordRules rules, Sessions sessions, StrangerLimits limits) {
        this.passwords = passwords;
        this.rules = rules;
        this.sessions = sessions;
        this.limits = limits;
    }

    @PostMapping("/api/user/password")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void change(JwtAuthenticationToken caller, @RequestBody ChangeRequest request) {
        AccountId accountId = Callers.accountOf(caller);
        var old = new Password(required("old_password", request.oldPassword()));
        Password chosen = rules.choose("new_password", required("new_password", request.newPassword()));
        limits.beforePassword(accountId.toString());
        if (!passwords.matches(accountId, old)) {
            throw new Refusal(ErrorCode.BAD_CREDENTIALS, "The old password is wrong.");
        }
        limits.passwordWasRight(accountId.toString());
        passwords.set(accountId, chosen);
        sessions.endOthers(accountId, Callers.sessionOf(caller), SessionEnd.PASSWORD_CHANGED);
    }
}
