package io.chatledger.command.idempotency;

import io.chatledger.webaccess.RepeatableCalls;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Which calls may be repeated here. Those of chats take the header itself. */
@Component
class RepeatableRequests extends RepeatableCalls<RepeatableRequest> {

    RepeatableRequests(KeptAnswers answers, JsonMapper json) {
        super(RepeatableRequest.class, (request, response) -> new RepeatableRequest(answers, json, request, response));
    }
}
