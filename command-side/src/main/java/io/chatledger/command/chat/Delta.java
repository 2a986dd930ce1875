package io.chatledger.command.chat;

/** A piece of what a model says, as it speaks. */
public record Delta(Kind kind, String text) implements RunningReply.Piece {

    /** What kind of words they are; those of each kind together are that part of the reply. */
    public enum Kind {
        TEXT,
        /** Why it does not answer, in place of a text. */
        REFUSAL,
        /** What it says to itself before. */
        REASONING
    }

    public static Delta text(String text) {
        return new Delta(Kind.TEXT, text);
    }

    public static Delta refusal(String text) {
        return new Delta(Kind.REFUSAL, text);
    }

    public static Delta reasoning(String text) {
        return new Delta(Kind.REASONING, text);
    }
}
