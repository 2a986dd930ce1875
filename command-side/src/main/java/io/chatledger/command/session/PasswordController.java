package io.chatledger.command.session;

import static io.chatledger.api.InvalidValue.required;

import io.chatledger.api.AccountId;
import io.chatledger.api.InvalidValue;
import io.chatledger.command.account.Password;
import io.chatledger.command.account.Passwords;
import java.security.Principal;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Changes the password of one's own account, which ends all its sessions. */
@RestController
class PasswordController {

    record ChangeRequest(@Nullable String oldPassword, @Nullable String newPassword) {}

    private final Passwords passwords;
    private final RefreshTokens refreshTokens;

    PasswordController(Passwords passwords, RefreshTokens refreshTokens) {
        this.passwords = passwords;
        this.refreshTokens = refreshTokens;
    }

    @PostMapping("/api/user/password")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void change(Principal caller, @RequestBody ChangeRequest request) {
        AccountId accountId = AccountId.parse(caller.getName());
        var old = new Password(required("old_password", request.oldPassword()));
        Password chosen = Password.chosen("new_password", required("new_password", request.newPassword()));
        if (!passwords.matches(accountId, old)) {
            throw new InvalidValue("old_password", "is wrong");
        }
        passwords.set(accountId, chosen);
        refreshTokens.endAll(accountId);
    }
}
