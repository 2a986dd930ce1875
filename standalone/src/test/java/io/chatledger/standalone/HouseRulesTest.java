package io.chatledger.standalone;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.chatledger.api.TokenEvent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;

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
                .should().dependOnClassesThat()
                .resideInAnyPackage("org.springframework..", "jakarta..", "org.axonframework.eventhandling..")
                .check(OURS);
    }

    @Test
    void theMessagesKnowNothingElseOfOurs() {
        noClasses()
                .that().resideInAPackage("io.chatledger.api..")
                .should().dependOnClassesThat(oursOutsideOf("io.chatledger.api.."))
                .check(OURS);
    }

    @Test
    void whatTheApplicationsShareAtTheirEdgeKnowsOnlyTheMessages() {
        noClasses()
                .that().resideInAPackage("io.chatledger.webaccess..")
                .should().dependOnClassesThat(oursOutsideOf("io.chatledger.api..", "io.chatledger.webaccess.."))
                .check(OURS);
    }

    @Test
    void howASettingIsCheckedKnowsNothingElseOfOurs() {
        noClasses()
                .that().resideInAPackage("io.chatledger.settings..")
                .should().dependOnClassesThat(oursOutsideOf("io.chatledger.settings.."))
                .check(OURS);
    }

    @Test
    void howPersonalTextIsStoredKnowsOnlyTheMessages() {
        noClasses()
                .that().resideInAPackage("io.chatledger.personal..")
                .should().dependOnClassesThat(oursOutsideOf("io.chatledger.api..", "io.chatledger.personal.."))
                .check(OURS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"command", "query", "gateway"})
    void noApplicationKnowsAnother(String application) {
        String own = "io.chatledger." + application + "..";
        noClasses()
                .that().resideInAPackage(own)
                .should().dependOnClassesThat(oursOutsideOf(
                        "io.chatledger.api..", "io.chatledger.personal..", "io.chatledger.webaccess..",
                        "io.chatledger.settings..", own))
                .check(OURS);
    }

    /** Each lists what is set up in it, in META-INF/spring. */
    @Test
    void noApplicationSetsUpWhateverIsOnTheClassPath() {
        noClasses().should().beMetaAnnotatedWith(EnableAutoConfiguration.class).check(OURS);
    }

    /** Otherwise a mistake of the writer would be made by the verifier, too. */
    @Test
    void whoVerifiesTheLogKnowsOnlyTheMessages() {
        noClasses()
                .that().resideInAPackage("io.chatledger.standalone.verify..")
                .should().dependOnClassesThat(oursOutsideOf("io.chatledger.api..", "io.chatledger.standalone.verify.."))
                .check(OURS);
    }

    @Test
    void noTwoPackagesNeedEachOther() {
        slices().matching("io.chatledger.(**)").should().beFreeOfCycles().check(OURS);
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
                .should().onlyBeAccessed().byAnyPackage(
                        "io.chatledger.command.account",
                        "io.chatledger.command.login",
                        "io.chatledger.command.password",
                        "io.chatledger.command.session",
                        "io.chatledger.command.signing")
                .check(OURS);
    }

    private static DescribedPredicate<JavaClass> oursOutsideOf(String... packages) {
        return resideInAPackage("io.chatledger..").and(resideOutsideOfPackages(packages));
    }
}
