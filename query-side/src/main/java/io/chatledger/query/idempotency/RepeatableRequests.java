package io.chatledger.query.idempotency;

import io.chatledger.webaccess.RepeatableCalls;
import org.springframework.stereotype.Component;

/** Which calls may be repeated here. */
@Component
class RepeatableRequests extends RepeatableCalls<RepeatableRequest> {

    RepeatableRequests(KeptAnswers answers) {
        super(RepeatableRequest.class, (request, response) -> new RepeatableRequest(answers, request, response));
    }
}
