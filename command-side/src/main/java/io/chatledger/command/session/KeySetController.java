package io.chatledger.command.session;

import java.util.Map;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Publishes the key that verifies access tokens, as a JWK set (RFC 7517, section 5). */
@RestController
class KeySetController {

    private final Map<String, Object> keySet;

    KeySetController(SigningKey signingKey) {
        this.keySet = signingKey.published().toJSONObject();
    }

    @GetMapping("/.well-known/jwks.json")
    Map<String, Object> keySet() {
        return keySet;
    }
}
