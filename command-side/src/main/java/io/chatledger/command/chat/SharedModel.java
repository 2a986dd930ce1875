package io.chatledger.command.chat;

import static java.util.Comparator.naturalOrder;
import static java.util.stream.Collectors.joining;

import io.chatledger.api.ErrorCode;
import io.chatledger.api.MessageKind;
import io.chatledger.command.account.Refusal;
import io.chatledger.command.chat.ModelFailure.Fault;
import io.chatledger.settings.WrongSetting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A model that several providers have, at one price. They are asked one after the other until one speaks; what that one
 * then says, or fails to say, counts. The model can do what each of them can.
 */
final class SharedModel implements ChatModel {

    private static final Logger log = LoggerFactory.getLogger(SharedModel.class);

    private final List<ChatModel> providers;
    private final int retries;
    private final Duration firstPause;
    private final Duration longestCall;

    /**
     * @param providers  in the order in which they are asked if they have no weights; at least one
     * @param retries    how often all are asked once more if none has answered
     * @param firstPause before that; doubled each time
     * @throws WrongSetting if they differ in price or kind, or are not all different
     */
    SharedModel(List<? extends ChatModel> providers, int retries, Duration firstPause) {
        this.providers = List.copyOf(providers);
        this.retries = retries;
        this.firstPause = firstPause;
        this.longestCall = this.providers.stream().map(ChatModel::longestCall).max(naturalOrder()).orElseThrow();
        for (ChatModel each : this.providers) {
            requireAsAtFirst(each, "price", each.price(), price());
            requireAsAtFirst(each, "kind", each.kind(), kind());
        }
        WrongSetting.unless(
                this.providers.stream().map(ChatModel::provider).distinct().count() == providers.size(),
                "chatledger.providers of the model " + id(), provider(), "each of them once");
    }

    private void requireAsAtFirst(ChatModel at, String what, Object value, Object atFirst) {
        WrongSetting.unless(
                value.equals(atFirst),
                "%s of the model %s at %s".formatted(what, id(), at.provider()),
                value,
                "that at %s, %s".formatted(first().provider(), atFirst));
    }

    /**
     * A provider that fails before its first word is followed by the next. One that refuses the request for the
     * client's own fault is not, and neither is one that has begun to speak: the client has heard it.
     */
    @Override
    public Reply reply(Prompt prompt, Listener listener, Cancellation cancellation) {
        Duration pause = firstPause;
        for (int left = retries; ; left--) {
            ModelFailure failure = null;
            for (ChatModel provider : drawn()) {
                var held = new HeldBack(listener);
                try {
                    Reply reply = provider.reply(prompt, held, cancellation);
                    held.release();
                    return reply;
                } catch (ModelFailure each) {
                    if (held.isReleased() || each.fault() == Fault.REQUEST || cancellation.reason() != null) {
                        throw each;
                    }
                    log.info("No word of {} from {}: {}", id(), provider.provider(), each.getMessage());
                    failure = better(failure, each);
                }
            }
            Duration wait = withJitter(pause);
            if (left == 0 || allRestLongerThan(pause) || isOver(cancellation, wait)) {
                throw failure;
            }
            if (cancellation.comesWithin(wait)) {
                throw new ModelFailure(ErrorCode.CANCELLED, "cancelled between two attempts");
            }
            pause = pause.multipliedBy(2);
        }
    }

    /** The order in which they are asked this time: each place goes by weight, and by order where there is none. */
    private List<ChatModel> drawn() {
        var rest = new ArrayList<>(providers);
        var drawn = new ArrayList<ChatModel>();
        while (!rest.isEmpty()) {
            drawn.add(rest.remove(place(rest)));
        }
        return drawn;
    }

    private static int place(List<ChatModel> among) {
        int all = among.stream().mapToInt(ChatModel::weight).sum();
        int ticket = all == 0 ? -1 : ThreadLocalRandom.current().nextInt(all);
        int place = 0;
        while (ticket >= among.get(place).weight()) {
            ticket -= among.get(place).weight();
            place++;
        }
        return place;
    }

    /** The client is told what lets it come back soonest, and rather what failed than who was not asked. */
    private static ModelFailure better(@Nullable ModelFailure one, ModelFailure other) {
        if (one == null) {
            return other;
        }
        long soonerSeconds = secondsToWait(one) - secondsToWait(other);
        return soonerSeconds > 0 || soonerSeconds == 0 && other.fault() != Fault.NOT_ASKED ? other : one;
    }

    private static long secondsToWait(ModelFailure failure) {
        return failure.refusal().details().get(Refusal.RETRY_AFTER) instanceof Long seconds ? seconds : 0;
    }

    /** Whether nobody would be asked any more after such a pause. */
    private boolean isOver(Cancellation cancellation, Duration pause) {
        Duration after = Duration.ofNanos(System.nanoTime() - cancellation.begunNanos()).plus(pause);
        return after.compareTo(longestCall) >= 0;
    }

    private boolean allRestLongerThan(Duration pause) {
        return providers.stream().allMatch(each -> each.state().rest().compareTo(pause) > 0);
    }

    /** Between half of it and all: those who failed together do not come back together. */
    private static Duration withJitter(Duration pause) {
        return Duration.ofNanos(ThreadLocalRandom.current().nextLong(pause.toNanos() / 2, pause.toNanos() + 1));
    }

    private ChatModel first() {
        return providers.getFirst();
    }

    @Override
    public List<ChatModel> byProvider() {
        return providers;
    }

    @Override
    public String id() {
        return first().id();
    }

    /** All of them, in their order. */
    @Override
    public String provider() {
        return providers.stream().map(ChatModel::provider).collect(joining(", "));
    }

    @Override
    public Price price() {
        return first().price();
    }

    @Override
    public MessageKind kind() {
        return first().kind();
    }

    @Override
    public int mostCompletionTokens() {
        return providers.stream().mapToInt(ChatModel::mostCompletionTokens).filter(most -> most > 0).min().orElse(0);
    }

    @Override
    public int callsAtOnce() {
        return providers.stream().mapToInt(ChatModel::callsAtOnce).sum();
    }

    @Override
    public boolean readsContext() {
        return providers.stream().anyMatch(ChatModel::readsContext);
    }

    @Override
    public boolean takes(String field) {
        return providers.stream().allMatch(each -> each.takes(field));
    }

    @Override
    public boolean knowsAnthropic() {
        return providers.stream().allMatch(ChatModel::knowsAnthropic);
    }

    @Override
    public @Nullable String obstacleIn(Prompt prompt) {
        return providers.stream()
                .map(each -> each.obstacleIn(prompt))
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    @Override
    public int mostChoices() {
        return providers.stream().mapToInt(ChatModel::mostChoices).min().orElseThrow();
    }

    @Override
    public int mostTokensOf(String type) {
        return providers.stream().mapToInt(each -> each.mostTokensOf(type)).max().orElseThrow();
    }
}
