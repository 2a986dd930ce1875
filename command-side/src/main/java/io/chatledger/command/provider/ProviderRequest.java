package io.chatledger.command.provider;

import io.chatledger.command.chat.ModelFailure;
import io.chatledger.command.chat.Reply;
import java.io.IOException;
import java.io.InputStream;

/**
 * What is asked of a provider.
 *
 * @param path      after the address of its API
 * @param accepted  the media type of the answer
 * @param body      as JSON
 * @param reader    of the answer
 */
record ProviderRequest(String path, String accepted, byte[] body, Reader reader) {

    /** Reads an answer with status 200. */
    interface Reader {

        /**
         * @param deadlines to be told of signs of life
         * @throws ModelFailure if the reply is not whole
         */
        Reply read(InputStream answer, Deadlines deadlines) throws IOException;
    }
}
