package io.chatledger.gateway.proxy;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** A call that no side answers alone. */
interface CombinedCall {

    /** Of the route that leads here. */
    String path();

    void answer(HttpServletRequest request, HttpServletResponse response) throws IOException;
}
