package io.chatledger.standalone.benchmark;

import java.util.ArrayList;
import java.util.List;

/** The same thing, measured once a round. */
final class Series {

    private final List<Double> values = new ArrayList<>();

    void add(double value) {
        values.add(value);
    }

    double median() {
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    /** Round by round, because what makes one round slow makes it so for both. */
    Series dividedBy(Series other) {
        var ratios = new Series();
        for (int i = 0; i < values.size(); i++) {
            ratios.add(values.get(i) / other.values.get(i));
        }
        return ratios;
    }

    /** The median, and in brackets the least and the greatest. */
    @Override
    public String toString() {
        var statistics = values.stream().mapToDouble(Double::doubleValue).summaryStatistics();
        return "%,.0f (%,.0f to %,.0f)".formatted(median(), statistics.getMin(), statistics.getMax());
    }
}
