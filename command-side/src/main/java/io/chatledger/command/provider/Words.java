package io.chatledger.command.provider;

/**
 * Words of one kind, put together from their pieces so that they can be stored and sent everywhere in the same way: NUL
 * and half surrogate pairs become U+FFFD. A pair that the provider has cut in two is put together again.
 */
final class Words {

    private static final int REPLACEMENT = 0xFFFD;

    private final StringBuilder all = new StringBuilder();
    /** The first half of a surrogate pair whose second half is still to come. */
    private String cutOff = "";

    /** Adds a piece that is not empty; returns what of it can be told now. */
    String add(String piece) {
        String whole = cutOff + piece;
        boolean cut = Character.isHighSurrogate(whole.charAt(whole.length() - 1));
        cutOff = cut ? whole.substring(whole.length() - 1) : "";
        String clean = clean(whole.substring(0, whole.length() - cutOff.length()));
        all.append(clean);
        return clean;
    }

    int length() {
        return all.length();
    }

    @Override
    public String toString() {
        return all.toString();
    }

    static String clean(String text) {
        if (isClean(text)) {
            return text;
        }
        return text.codePoints()
                .map(c -> c == 0 || Character.getType(c) == Character.SURROGATE ? REPLACEMENT : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    /** As nearly all are, and it is asked of every piece. */
    private static boolean isClean(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 0 || Character.isSurrogate(c)) {
                return false;
            }
        }
        return true;
    }
}
