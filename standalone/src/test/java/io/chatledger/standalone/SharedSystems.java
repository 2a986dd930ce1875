package io.chatledger.standalone;

import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Hands a system to the tests that have it as a parameter: started for the first, stopped after the last of all. */
final class SharedSystems implements ParameterResolver {

    private static final Map<Class<?>, Supplier<AutoCloseable>> SYSTEMS = Map.of(
            OneProcess.class, OneProcess::new,
            ThreeProcesses.class, ThreeProcesses::new,
            SystemWithProvider.class, SystemWithProvider::new);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext test) {
        return SYSTEMS.containsKey(parameter.getParameter().getType());
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext test) {
        Class<?> type = parameter.getParameter().getType();
        return test.getRoot().getStore(ExtensionContext.Namespace.GLOBAL)
                .computeIfAbsent(type, _ -> SYSTEMS.get(type).get());
    }
}
