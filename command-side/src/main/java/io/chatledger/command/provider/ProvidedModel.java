package io.chatledger.command.provider;

import io.chatledger.command.chat.ChatModel;
import io.chatledger.command.chat.ModelState;
import io.chatledger.command.chat.Price;
import java.time.Duration;

/** A model of a provider, as its settings describe it. */
abstract class ProvidedModel implements ChatModel {

    private static final String IMAGE_URL = "image_url";

    private final String provider;
    private final ProviderSettings.Model settings;
    private final Price price;
    private final ProviderCalls calls;
    private final Rest rest;

    ProvidedModel(String provider, ProviderSettings.Model settings, Price price, ProviderCalls calls) {
        this.provider = provider;
        this.settings = settings;
        this.price = price;
        this.calls = calls;
        this.rest = new Rest("model " + settings.id());
    }

    final ProviderSettings.Model settings() {
        return settings;
    }

    final ProviderCalls calls() {
        return calls;
    }

    final Rest rest() {
        return rest;
    }

    @Override
    public final String id() {
        return settings.id();
    }

    @Override
    public final String provider() {
        return provider;
    }

    @Override
    public final int weight() {
        return settings.weight();
    }

    @Override
    public final Price price() {
        return price;
    }

    @Override
    public int mostCompletionTokens() {
        return settings.mostCompletionTokens();
    }

    @Override
    public final int callsAtOnce() {
        return calls.limits().callsAtOnce();
    }

    @Override
    public boolean readsContext() {
        return true;
    }

    @Override
    public boolean takes(String field) {
        return settings.takes(field);
    }

    @Override
    public int mostTokensOf(String type) {
        return type.equals(IMAGE_URL) ? settings.mostPictureTokens() : settings.mostFileTokens();
    }

    @Override
    public final Duration longestCall() {
        return calls.limits().totalTimeout();
    }

    @Override
    public final ModelState state() {
        return calls.state(rest);
    }
}
