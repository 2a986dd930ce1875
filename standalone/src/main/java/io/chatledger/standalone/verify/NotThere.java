package io.chatledger.standalone.verify;

import java.io.IOException;

/** The log was reached, and does not have what it ought to have. */
final class NotThere extends IOException {

    NotThere(String path, String reason) {
        super("%s: %s".formatted(path, reason));
    }
}
