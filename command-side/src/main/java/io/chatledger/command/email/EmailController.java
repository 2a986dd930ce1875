package io.chatledger.command.email;

import io.chatledger.api.AccountId;
import java.security.Principal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Tells people which address they have, and whether it is verified. */
@RestController
class EmailController {

    private final EmailVerification verification;

    EmailController(EmailVerification verification) {
        this.verification = verification;
    }

    @GetMapping("/api/user/email")
    EmailVerification.State state(Principal caller) {
        return verification.stateOf(AccountId.parse(caller.getName()));
    }
}
