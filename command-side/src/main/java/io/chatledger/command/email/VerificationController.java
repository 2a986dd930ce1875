package io.chatledger.command.email;

import static io.chatledger.api.InvalidValue.required;

import io.chatledger.command.idempotency.RepeatableRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Takes the token from a mail as the proof that its address is one's own. The token is enough to tell who one is. */
@RestController
class VerificationController {

    record VerificationRequest(@Nullable String token) {}

    private final EmailVerification verification;

    VerificationController(EmailVerification verification) {
        this.verification = verification;
    }

    @PostMapping("/api/verify-email")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void verify(@RequestBody VerificationRequest request, RepeatableRequest repeatable) {
        String token = required("token", request.token());
        repeatable.answer(Boolean.class, () -> {
            verification.finish(token, () -> repeatable.keep(true));
            return true;
        });
    }
}
