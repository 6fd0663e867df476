package io.kaska.cli;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who may know whom: the picture in ARCHITECTURE.md as tests, on classes and on the modules' descriptors. */
class ModuleRulesTest {
    private static final Path ROOT = Path.of(System.getProperty("kaska.root", ".."));
    private static JavaClasses kaska = new ClassFileImporter().importClasses();

    @BeforeAll
    static void readClasses() {
        kaska = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .withImportOption(place -> !place.contains("-tests.jar"))
                .importPackages("io.kaska");
    }

    @ParameterizedTest
    @CsvSource({
        "io.kaska.protocol..,''",
        "io.kaska.log..,''",
        "io.kaska.broker..,io.kaska.log..",
        "io.kaska.kafka..,io.kaska.protocol.. io.kaska io.kaska.spi..",
        "io.kaska.server..,io.kaska.broker.. io.kaska.log.. io.kaska.protocol.. io.kaska io.kaska.spi.."
    })
    void aModuleKnowsOnlyWhatStandsBelowIt(String module, String below) {
        String[] known = Stream.concat(Stream.of(module), Stream.of(below.split(" ")))
                .filter(name -> !name.isEmpty())
                .toArray(String[]::new);
        classes()
                .that()
                .resideInAPackage(module)
                .should()
                .onlyDependOnClassesThat(not(resideInAPackage("io.kaska..")).or(resideInAnyPackage(known)))
                .check(kaska);
    }

    @Test
    void theClientKnowsTheProtocolOnly() {
        noClasses()
                .that()
                .resideInAnyPackage("io.kaska", "io.kaska.spi..", "io.kaska.client..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.kaska.broker..",
                        "io.kaska.log..",
                        "io.kaska.server..",
                        "io.kaska.cli..",
                        "io.kaska.kafka..")
                .check(kaska);
    }

    @Test
    void nobodyKnowsKafkaButItsModule() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.kaska.kafka..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.kaska.kafka..", "org.apache.kafka..")
                .check(kaska);
    }

    @Test
    void theCommandsKnowNoBytesAndOfTheBrokerOnlyWhatLooksAtItsFolder() {
        noClasses()
                .that()
                .resideInAPackage("io.kaska.cli..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.kaska.protocol..", "io.kaska.log..", "io.kaska.client..", "java.net.http..")
                .check(kaska);
        noClasses()
                .that()
                .resideInAPackage("io.kaska.cli..")
                .and()
                .resideOutsideOfPackage("io.kaska.cli.migrate")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.kaska.spi..")
                .check(kaska);
        noClasses()
                .that()
                .resideInAPackage("io.kaska.cli..")
                .should()
                .dependOnClassesThat(resideInAPackage("io.kaska.broker..")
                        .and(not(nameMatching("io\\.kaska\\.broker\\.(Folder\\w+|Finding|StoredMessage)(\\$\\w+)?"))))
                .check(kaska);
    }

    @Test
    void engineAndLogKnowNoSockets() {
        noClasses()
                .that()
                .resideInAnyPackage("io.kaska.log..", "io.kaska.broker..", "io.kaska.protocol..")
                .should()
                .dependOnClassesThat()
                .haveNameMatching("java\\.net\\..*|java\\.nio\\.channels\\.(Server)?SocketChannel")
                .check(kaska);
    }

    @Test
    void noModulesGoInCircles() {
        slices().assignedFrom(new ByModule()).should().beFreeOfCycles().check(kaska);
    }

    @ParameterizedTest
    @CsvSource({
        "kaska-protocol,''",
        "kaska-log,''",
        "kaska-broker,io.kaska.log",
        "kaska-client,io.kaska.protocol",
        "kaska-kafka,io.kaska",
        "kaska-server,io.kaska io.kaska.broker io.kaska.protocol",
        "kaska-cli,io.kaska io.kaska.broker io.kaska.server"
    })
    void eachModuleRequiresWhatTheDesignSays(String folder, String required) {
        Set<String> ours = descriptor(folder).requires().stream()
                .map(ModuleDescriptor.Requires::name)
                .filter(name -> name.startsWith("io.kaska"))
                .collect(Collectors.toSet());
        assertThat(ours).containsExactlyInAnyOrder(required.isEmpty() ? new String[0] : required.split(" "));
    }

    private static ModuleDescriptor descriptor(String folder) {
        return ModuleFinder.of(ROOT.resolve(folder).resolve("target/classes")).findAll().stream()
                .findFirst()
                .orElseThrow(() -> new AssertionError(folder + " has no module descriptor"))
                .descriptor();
    }

    /** The client's module has several packages, the others have one each, and what lies below it. */
    private static final class ByModule implements SliceAssignment {
        private static final Set<String> CLIENT = Set.of("", "spi", "client");

        @Override
        public SliceIdentifier getIdentifierOf(JavaClass type) {
            String name = type.getPackageName() + ".";
            if (!name.startsWith("io.kaska.")) {
                return SliceIdentifier.ignore();
            }
            String below = name.substring("io.kaska.".length());
            String first = below.isEmpty() ? "" : below.substring(0, below.indexOf('.'));
            return SliceIdentifier.of(CLIENT.contains(first) ? "client" : first);
        }

        @Override
        public String getDescription() {
            return "modules";
        }
    }
}
