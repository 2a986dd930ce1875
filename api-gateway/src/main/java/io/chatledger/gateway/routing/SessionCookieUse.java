package io.chatledger.gateway.routing;

/** What a call does to the cookie that holds a page's refresh token, if the page asks for one. */
public enum SessionCookieUse {
    NONE,
    /** Begins a session: the answer's refresh token goes into the cookie. */
    SET,
    /** Goes on with the session: the cookie's refresh token is used, and the next one takes its place. */
    ROTATE,
    /** Ends the session, and the cookie with it. */
    CLEAR
}
