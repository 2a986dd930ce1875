package io.chatledger.command.account;

import io.chatledger.api.AccountCommand;
import io.chatledger.api.Balance;
import io.chatledger.api.CheckKeyBudget;
import io.chatledger.api.ErrorCode;
import io.chatledger.api.RecordReply;
import io.chatledger.api.SendMessage;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;
import org.axonframework.commandhandling.GenericCommandMessage;
import org.axonframework.commandhandling.SimpleCommandBus;
import org.axonframework.commandhandling.gateway.CommandGateway;
import org.axonframework.common.transaction.TransactionManager;
import org.axonframework.messaging.unitofwork.DefaultUnitOfWork;
import org.axonframework.messaging.unitofwork.RollbackConfiguration;
import org.axonframework.modelling.command.AggregateNotFoundException;
import org.axonframework.modelling.command.ConcurrencyException;
import org.springframework.core.retry.RetryException;
import org.springframework.core.retry.RetryPolicy;
import org.springframework.core.retry.RetryTemplate;
import org.springframework.stereotype.Component;

/** Sends commands to accounts and waits until their events are committed. */
@Component
public class AccountCommands {

    private static final String BEFORE_EVENTS = "before-events";

    /**
     * An account refuses before it applies anything, so there is nothing to undo. A rollback would also drop it from
     * the cache, and whoever is out of tokens could make us read a stream again with every request.
     */
    private static final RollbackConfiguration ROLLBACK = failure -> !(failure instanceof Refusal);

    private final CommandGateway gateway;
    private final TransactionManager transactions;

    /** Another copy of this side may have written to the account in between; the decision is then taken anew. */
    private final RetryTemplate retries = new RetryTemplate(RetryPolicy.builder()
            .includes(ConcurrencyException.class)
            .maxRetries(10)
            .delay(Duration.ofMillis(5))
            .jitter(Duration.ofMillis(5))
            .multiplier(2)
            .maxDelay(Duration.ofMillis(200))
            .build());

    AccountCommands(CommandGateway gateway, SimpleCommandBus bus, TransactionManager transactions) {
        this.gateway = gateway;
        this.transactions = transactions;
        bus.setRollbackConfiguration(ROLLBACK);
        bus.registerHandlerInterceptor((unitOfWork, chain) -> {
            if (unitOfWork.getMessage().getMetaData().get(BEFORE_EVENTS) instanceof Runnable condition) {
                unitOfWork.onPrepareCommit(_ -> condition.run());
            }
            return chain.proceed();
        });
    }

    /**
     * @return the balance after it
     * @throws Refusal if the account refuses, or there is none ({@link ErrorCode#NOT_FOUND})
     */
    public Balance send(AccountCommand command) {
        return dispatch(command);
    }

    /**
     * @param condition is run in the transaction of the events, after the account has decided and while nobody else can
     *     ask it: what it throws undoes them, and what it writes is undone with them
     * @return the balance after it
     * @throws Refusal as above
     */
    public Balance send(AccountCommand command, Runnable condition) {
        return dispatch(new GenericCommandMessage<>(command, Map.of(BEFORE_EVENTS, condition)));
    }

    /**
     * Has the answer made in the transaction of the command's events, when all tables that move with them have moved:
     * what it writes is committed with them or not at all.
     *
     * @param answer of the balance after it; may be asked again if another copy has written to the account
     * @throws Refusal if the account refuses, or there is none ({@link ErrorCode#NOT_FOUND})
     */
    public <T> T send(AccountCommand command, Function<Balance, T> answer) {
        return retried(() -> {
            var unit = DefaultUnitOfWork.startAndGet(GenericCommandMessage.<AccountCommand>asCommandMessage(command));
            unit.attachTransaction(transactions);
            var answered = new AtomicReference<T>();
            var result = unit.executeWithResult(
                    () -> {
                        Balance balance = gateway.sendAndWait(command);
                        unit.onPrepareCommit(_ -> answered.set(answer.apply(balance)));
                        return balance;
                    },
                    ROLLBACK);
            if (result.isExceptional()) {
                throw rethrown(result.exceptionResult());
            }
            return answered.get();
        });
    }

    /** @throws Refusal {@code OUT_OF_TOKENS}, {@code SUSPENDED} or {@code NOT_FOUND} */
    public SentMessage send(SendMessage command) {
        return dispatch(command);
    }

    /** @throws Refusal {@code NOT_FOUND} if no hold is open for the message */
    public Settlement send(RecordReply command) {
        return dispatch(command);
    }

    /**
     * @return how much is used up, in tokens
     * @throws Refusal {@code NOT_FOUND}
     */
    public long send(CheckKeyBudget command) {
        return this.<Long>dispatch(command);
    }

    private <R> R dispatch(Object command) {
        return retried(() -> gateway.sendAndWait(command));
    }

    private <R> R retried(Supplier<R> decision) {
        try {
            return retries.execute(decision::get);
        } catch (RetryException e) {
            throw rethrown(e.getCause());
        }
    }

    private static RuntimeException rethrown(Throwable failure) {
        return switch (failure) {
            case AggregateNotFoundException none -> Refusal.noSuchAccount();
            case RuntimeException other -> other;
            default -> new IllegalStateException(failure);
        };
    }
}
