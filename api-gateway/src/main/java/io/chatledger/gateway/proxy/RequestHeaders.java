package io.chatledger.gateway.proxy;

import io.chatledger.gateway.problem.Refusal;
import io.chatledger.webaccess.IdempotencyKey;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;
import org.springframework.http.HttpHeaders;

/**
 * What a side reads of a request's headers. HTTP clients send what they have no byte for as a question mark, so that
 * two idempotency keys could become the same one: a value passes as it is or not at all.
 */
final class RequestHeaders {

    /** A list of what passes, so that no header that claims an identity or belongs to the connection ever does. */
    private static final List<String> PASSED_ON = List.of(
            HttpHeaders.ACCEPT, HttpHeaders.ACCEPT_LANGUAGE, HttpHeaders.CONTENT_TYPE, HttpHeaders.IF_NONE_MATCH,
            IdempotencyKey.HEADER);

    private static final Pattern UNALTERED = Pattern.compile("[\\t\\x20-\\x7e]*");

    private RequestHeaders() {}

    /** @throws Refusal if a value cannot be passed on as it is, or if there is not one idempotency key */
    static HttpHeaders passedOn(HttpServletRequest request) {
        var headers = new HttpHeaders();
        for (String name : PASSED_ON) {
            List<String> values = Collections.list(request.getHeaders(name));
            if (name.equals(IdempotencyKey.HEADER)) {
                checkKey(values);
            } else if (!values.stream().allMatch(value -> UNALTERED.matcher(value).matches())) {
                throw Refusal.ofField(name, "must be ASCII characters");
            }
            values.forEach(value -> headers.add(name, value));
        }
        headers.set(HttpHeaders.USER_AGENT, userAgent(request));
        return headers;
    }

    /** Empty rather than altered: no call is refused for what its client calls itself. */
    private static String userAgent(HttpServletRequest request) {
        String value = request.getHeader(HttpHeaders.USER_AGENT);
        return value != null && UNALTERED.matcher(value).matches() ? value : "";
    }

    private static void checkKey(List<String> values) {
        if (values.size() > 1) {
            throw Refusal.ofField(IdempotencyKey.HEADER, "must be given once");
        }
        if (!values.isEmpty() && !IdempotencyKey.isOne(values.getFirst())) {
            throw Refusal.ofField(IdempotencyKey.HEADER, IdempotencyKey.ACCEPTED_ARE);
        }
    }
}
