package io.chatledger.command.email;

import io.chatledger.api.AccountId;
import io.chatledger.api.Balance;
import io.chatledger.api.ChangeProfile;
import io.chatledger.api.CheckBalance;
import io.chatledger.api.EmailAddress;
import io.chatledger.api.InvalidValue;
import io.chatledger.command.account.AccountClaims;
import io.chatledger.command.account.AccountCommands;
import io.chatledger.command.account.AccountState;
import java.security.Principal;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** Changes one's own profile: the email address. */
@RestController
class ProfileController {

    /** {@code null} takes the address away. */
    record ProfileRequest(@Nullable String email) {}

    private final AccountCommands commands;
    private final AccountClaims claims;
    private final EmailVerification verification;

    ProfileController(AccountCommands commands, AccountClaims claims, EmailVerification verification) {
        this.commands = commands;
        this.claims = claims;
        this.verification = verification;
    }

    @PatchMapping("/api/user/profile")
    AccountState change(Principal caller, @RequestBody ProfileRequest request) {
        AccountId accountId = AccountId.parse(caller.getName());
        EmailAddress email = request.email() == null ? null : new EmailAddress(request.email());
        Balance balance;
        if (verification.isRequired()) {
            // The new address takes the place of the old one when it is verified.
            verification.begin(accountId, InvalidValue.required("email", email));
            balance = commands.send(new CheckBalance(accountId));
        } else {
            balance = commands.send(new ChangeProfile(accountId, email));
        }
        return AccountState.of(claims.findById(accountId.value()).orElseThrow(), balance);
    }
}
