package io.chatledger.command.chat;

import java.util.ArrayList;
import java.util.List;

/** Holds back what a model tells beside its words until the first word: if that never comes, another may speak. */
final class HeldBack implements Listener {

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
            beside.forEach(listener::beside);
        }
    }

    @Override
    public void begins(String provider) {
        listener.begins(provider);
    }

    @Override
    public void beside(Delta piece) {
        if (released) {
            listener.beside(piece);
        } else {
            beside.add(piece);
        }
    }

    @Override
    public void accept(Delta piece) {
        release();
        listener.accept(piece);
    }
}
