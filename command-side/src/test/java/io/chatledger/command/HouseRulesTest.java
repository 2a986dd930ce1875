package io.chatledger.command;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.chatledger.api.TokenEvent;
import org.junit.jupiter.api.Test;

/** The rules of the house that a compiler does not know. */
class HouseRulesTest {

    private static final JavaClasses OURS = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.chatledger");

    @Test
    void onlyTheAggregateMakesTokensMove() {
        noClasses()
                .that().doNotHaveSimpleName("UserAccount")
                .should().callConstructorWhere(target(owner(assignableTo(TokenEvent.class))))
                .check(OURS);
    }

    @Test
    void theMessagesKnowNoFramework() {
        noClasses()
                .that().resideInAPackage("io.chatledger.api..")
                .should().dependOnClassesThat().resideInAnyPackage("org.springframework..", "jakarta..", "org.axonframework.eventhandling..")
                .check(OURS);
    }

    @Test
    void theMessagesKnowNoSide() {
        noClasses()
                .that().resideInAPackage("io.chatledger.api..")
                .should().dependOnClassesThat().resideInAnyPackage("io.chatledger.command..")
                .check(OURS);
    }

    @Test
    void theModelsKnowNothingOfAccountsAndTheirEvents() {
        noClasses()
                .that().implement("io.chatledger.command.chat.ChatModel")
                .should().dependOnClassesThat().haveSimpleNameStartingWith("AccountCommands")
                .check(OURS);
    }

    @Test
    void entitiesStayBehindTheirRepositories() {
        classes()
                .that().areAnnotatedWith("jakarta.persistence.Entity")
                .should().onlyBeAccessed().byAnyPackage("io.chatledger.command.account", "io.chatledger.command.session")
                .check(OURS);
    }
}
