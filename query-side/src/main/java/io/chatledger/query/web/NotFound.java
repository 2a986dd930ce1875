package io.chatledger.query.web;

/** There is no such thing, or it is not the caller's: an answer that does not tell which. */
public final class NotFound extends RuntimeException {

    /** @param detail one sentence for people, without anything the caller has given */
    public NotFound(String detail) {
        super(detail);
    }
}
