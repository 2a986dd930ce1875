package io.chatledger.standalone.verify;

import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What was found: of each check the first thing that is wrong. */
final class Report {

    enum Check {
        SIGNATURE("signature of the checkpoint"),
        CONSISTENCY("nothing changed since the kept checkpoint"),
        ENTRIES("every entry is there, and is what was hashed"),
        ROOT("the root comes from all entries"),
        CHECKPOINTS("no published checkpoint contradicts them"),
        SEQUENCES("the events of each account are 0, 1, 2, \u2026"),
        HOLDS("each hold is resolved once, by what it held"),
        BALANCES("no balance is below zero"),
        TRIAL_BALANCE("the sums are those of the trial balance"),
        READ_MODEL("every account has what the read model says");

        private final String words;

        Check(String words) {
            this.words = words;
        }
    }

    private static final int WIDEST = 46;

    /** @param position of the first entry that is wrong; null where it is none in particular */
    record Finding(@Nullable Long position, String what) {}

    private final Map<Check, String> held = new EnumMap<>(Check.class);
    private final Map<Check, Finding> failed = new EnumMap<>(Check.class);
    private final Map<Check, String> unknown = new EnumMap<>(Check.class);

    void holds(Check check, String how) {
        held.putIfAbsent(check, how);
    }

    void fails(Check check, @Nullable Long position, String what) {
        failed.putIfAbsent(check, new Finding(position, what));
    }

    /** What ought to be checked, and could not be. */
    void isUnknown(Check check, String why) {
        unknown.putIfAbsent(check, why);
    }

    boolean failed(Check check) {
        return failed.containsKey(check);
    }

    boolean isWrong() {
        return !failed.isEmpty();
    }

    /** Whether everything that ought to be checked was, and holds. */
    boolean isGood() {
        return failed.isEmpty() && unknown.isEmpty();
    }

    String text() {
        var text = new StringBuilder();
        for (Check check : Check.values()) {
            Finding finding = failed.get(check);
            String otherwise = unknown.containsKey(check) ? "?" : "-";
            String mark = finding != null ? "WRONG" : held.containsKey(check) ? "ok" : otherwise;
            String detail = finding != null ? where(finding) : held.getOrDefault(
                    check, unknown.getOrDefault(check, "not checked"));
            text.append(String.format("%-6s %-" + WIDEST + "s %s%n", mark, check.words, detail));
        }
        failed.values().stream().map(Finding::position).filter(position -> position != null).min(Long::compare)
                .ifPresent(position -> text.append("first bad position: %d%n".formatted(position)));
        String verdict = isGood() ? "The log holds." : "Not everything could be checked.";
        return text.append("%s%n".formatted(isWrong() ? "The log does not hold." : verdict)).toString();
    }

    private static String where(Finding finding) {
        return finding.position() == null ? finding.what() : "position " + finding.position() + ": " + finding.what();
    }
}
