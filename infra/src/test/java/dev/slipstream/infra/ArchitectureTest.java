package dev.slipstream.infra;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The arrows of {@code docs/architecture.md}. */
@AnalyzeClasses(packages = "dev.slipstream", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  private static final String[] MEMORY_BANK = {
    "dev.slipstream.config..", "dev.slipstream.matrix..", "dev.slipstream.memory.."
  };
  private static final String[] STREAM_INGEST = {
    "dev.slipstream.wire..", "dev.slipstream.ingest.."
  };
  private static final String[] ONLINE_TRAINER = {
    "dev.slipstream.encoder..",
    "dev.slipstream.view..",
    "dev.slipstream.loss..",
    "dev.slipstream.objective..",
    "dev.slipstream.learner..",
    "dev.slipstream.input..",
    "dev.slipstream.recommend..",
    "dev.slipstream.probe..",
    "dev.slipstream.job.."
  };
  private static final String[] SERVING = {"dev.slipstream.serving.."};
  private static final String[] INFRA = {"dev.slipstream.infra.."};
  private static final String[] HTTP = {"io.javalin..", "org.eclipse.jetty..", "java.net.http.."};

  @ArchTest
  static final ArchRule MEMORY_BANK_IS_THE_LEAF =
      noClasses()
          .that(resideInAnyPackage(MEMORY_BANK))
          .should()
          .dependOnClassesThat(
              resideInAnyPackage(STREAM_INGEST)
                  .or(resideInAnyPackage(ONLINE_TRAINER))
                  .or(resideInAnyPackage(SERVING))
                  .or(resideInAnyPackage(INFRA)));

  @ArchTest
  static final ArchRule MEMORY_BANK_KNOWS_NO_STREAMS =
      noClasses()
          .that(resideInAnyPackage(MEMORY_BANK))
          .should()
          .dependOnClassesThat(
              resideInAnyPackage("org.apache.kafka..", "org.apache.flink..")
                  .or(resideInAnyPackage(HTTP)));

  @ArchTest
  static final ArchRule STREAM_INGEST_KNOWS_NO_TRAINER =
      noClasses()
          .that(resideInAnyPackage(STREAM_INGEST))
          .should()
          .dependOnClassesThat(
              resideInAnyPackage(ONLINE_TRAINER)
                  .or(resideInAnyPackage(SERVING))
                  .or(resideInAnyPackage(INFRA))
                  .or(resideInAnyPackage("org.apache.flink.."))
                  .or(resideInAnyPackage(HTTP)));

  @ArchTest
  static final ArchRule ONLINE_TRAINER_IS_BELOW_SERVING =
      noClasses()
          .that(resideInAnyPackage(ONLINE_TRAINER))
          .should()
          .dependOnClassesThat(
              resideInAnyPackage(SERVING)
                  .or(resideInAnyPackage(INFRA))
                  .or(resideInAnyPackage(HTTP)));

  @ArchTest
  static final ArchRule FLINK_IS_THE_JOBS_ALONE =
      noClasses()
          .that(resideInAnyPackage(ONLINE_TRAINER))
          .and()
          .resideOutsideOfPackage("dev.slipstream.job..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.apache.flink..", "org.apache.kafka..");

  @ArchTest
  static final ArchRule PARTS_OF_THE_JOB_HAVE_NO_CYCLE =
      slices().matching("dev.slipstream.job.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule NO_PART_OF_THE_JOB_KNOWS_THE_WHOLE =
      noClasses()
          .that()
          .resideInAPackage("dev.slipstream.job.*..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("dev.slipstream.job");

  @ArchTest
  static final ArchRule SERVING_SEES_ENCODERS_OF_THE_TRAINER_AND_NO_FLINK =
      noClasses()
          .that(resideInAnyPackage(SERVING))
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "dev.slipstream.view..",
              "dev.slipstream.loss..",
              "dev.slipstream.objective..",
              "dev.slipstream.learner..",
              "dev.slipstream.probe..",
              "dev.slipstream.job..",
              "dev.slipstream.infra..",
              "org.apache.flink..");
}
