package io.chatledger.command.chat;

/** A piece of what a model says, as it speaks. */
public record Delta(Kind kind, String text) implements RunningReply.Piece {

    /** What kind of words they are; those of each kind together are that part of the reply. */
    public enum Kind {
        TEXT,
        /** Why it does not answer, in place of a text. */
        REFUSAL,
        /** What it says to itself before. */
        REASONING,
        /**
         * What is more than words of one answer, as JSON: an object with {@code choices}, pieces of OpenAI's chat
         * completion chunks, or with what else such a chunk tells, or with both.
         */
        MORE
    }

    public static Delta text(String text) {
        return new Delta(Kind.TEXT, text);
    }

    public static Delta refusal(String text) {
        return new Delta(Kind.REFUSAL, text);
    }

    public static Delta more(String json) {
        return new Delta(Kind.MORE, json);
    }

    public static Delta reasoning(String text) {
        return new Delta(Kind.REASONING, text);
    }
}
