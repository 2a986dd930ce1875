package io.chatledger.command.account;

import io.chatledger.api.AccountId;
import io.chatledger.api.Balance;
import io.chatledger.api.ChangeProfile;
import io.chatledger.api.EmailAddress;
import java.security.Principal;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** Changes one's own profile. */
@RestController
class ProfileController {

    /** {@code null} takes the address away. */
    record ProfileRequest(@Nullable String email) {}

    private final AccountCommands commands;
    private final AccountClaims claims;

    ProfileController(AccountCommands commands, AccountClaims claims) {
        this.commands = commands;
        this.claims = claims;
    }

    @PatchMapping("/api/user/profile")
    AccountState change(Principal caller, @RequestBody ProfileRequest request) {
        AccountId accountId = AccountId.parse(caller.getName());
        EmailAddress email = request.email() == null ? null : new EmailAddress(request.email());
        Balance balance = commands.send(new ChangeProfile(accountId, email));
        return AccountState.of(claims.findById(accountId.value()).orElseThrow(), balance);
    }
}
