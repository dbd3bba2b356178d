package dev.slipstream.serving;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

  private static final JavaClasses SERVING =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.slipstream.serving");

  @Test
  void servingNeedsNoFlink() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.apache.flink..")
        .check(SERVING);
  }

  @Test
  void ofTheTrainerServingKnowsOnlyTheEncoder() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "dev.slipstream.learner..",
            "dev.slipstream.job..",
            "dev.slipstream.loss..",
            "dev.slipstream.objective..",
            "dev.slipstream.view..")
        .check(SERVING);
  }

  @Test
  void theIndexKnowsNothingOfKafkaAndHttp() {
    noClasses()
        .that()
        .resideInAPackage("dev.slipstream.serving.index..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.apache.kafka..", "io.javalin..", "dev.slipstream.wire..")
        .check(SERVING);
  }
}
