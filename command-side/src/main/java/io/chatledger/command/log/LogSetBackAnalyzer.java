package io.chatledger.command.log;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Tells of it in one line, in place of the stack trace of a failed start. */
final class LogSetBackAnalyzer extends AbstractFailureAnalyzer<LogSetBack> {

    @Override
    protected FailureAnalysis analyze(Throwable failure, LogSetBack cause) {
        return new FailureAnalysis(cause.getMessage(), null, failure);
    }
}
