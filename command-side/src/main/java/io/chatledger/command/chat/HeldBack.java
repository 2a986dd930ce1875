package io.chatledger.command.chat;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;

/**
 * Holds back what a model tells beside its words, such as a fingerprint, until the first word: if that never comes,
 * another may speak instead.
 */
final class HeldBack implements Listener {

    private static final JsonMapper JSON = JsonMapper.shared();

    private final Listener listener;
    private final List<Delta> beside = new ArrayList<>();
    private boolean released;

    HeldBack(Listener listener) {
        this.listener = listener;
    }

    /** Whether there was a first word. */
    boolean isReleased() {
        return released;
    }

    /** Nobody else will speak: there was a word, or the reply has none. */
    void release() {
        if (!released) {
            released = true;
            beside.forEach(listener);
        }
    }

    @Override
    public void begins(String provider) {
        listener.begins(provider);
    }

    @Override
    public void accept(Delta piece) {
        if (!released && piece.kind() == Delta.Kind.MORE && !JSON.readTree(piece.text()).has("choices")) {
            beside.add(piece);
            return;
        }
        release();
        listener.accept(piece);
    }
}
