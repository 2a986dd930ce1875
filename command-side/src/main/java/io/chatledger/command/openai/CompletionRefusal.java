package io.chatledger.command.openai;

import io.chatledger.api.ErrorCode;
import io.chatledger.webaccess.OpenAiError;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A refusal for which OpenAI's dialect has a word of its own; all others are told as the problems that they are. */
public final class CompletionRefusal extends RuntimeException {

    private final ErrorCode status;
    private final OpenAiError error;

    private CompletionRefusal(ErrorCode status, String code, @Nullable String param, String message) {
        super(message, null, false, false);
        this.status = status;
        this.error = OpenAiError.invalidRequest(message, param, code);
    }

    static CompletionRefusal unknownModel() {
        return new CompletionRefusal(
                ErrorCode.NOT_FOUND, "model_not_found", "model", "There is no such model; GET /v1/models lists them.");
    }

    /** @param field as clients name it */
    public static CompletionRefusal unsupported(String field) {
        return unsupported(field, "`%s` is not supported.".formatted(field));
    }

    /** @param field as clients name it */
    public static CompletionRefusal unsupported(String field, String message) {
        return new CompletionRefusal(ErrorCode.INVALID_REQUEST, "unsupported_parameter", field, message);
    }

    /** @param field as clients name it */
    static CompletionRefusal notTaken(String field, String model) {
        return unsupported(field, "The model `%s` does not support `%s`.".formatted(model, field));
    }

    static CompletionRefusal tooManyChoices(int most, String model) {
        return unsupported("n", "`n` must be at most %d for the model `%s`.".formatted(most, model));
    }

    /**
     * @param field as clients name it
     * @param what  is in it
     */
    static CompletionRefusal contextTooLong(String field, String what, int mostCharacters) {
        return new CompletionRefusal(
                ErrorCode.INVALID_REQUEST,
                "context_length_exceeded",
                field,
                "The %s may have at most %d characters together.".formatted(what, mostCharacters));
    }

    /** @param name what a field is called that is called so in chat completions */
    CompletionRefusal at(UnaryOperator<String> name) {
        OpenAiError.Details details = error.error();
        String param = details.param() == null ? null : name.apply(details.param());
        return new CompletionRefusal(status, String.valueOf(details.code()), param, details.message());
    }

    ErrorCode code() {
        return status;
    }

    int status() {
        return status.status();
    }

    OpenAiError error() {
        return error;
    }
}
