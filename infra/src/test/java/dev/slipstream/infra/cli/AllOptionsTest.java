package dev.slipstream.infra.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.slipstream.config.Option;
import dev.slipstream.config.Settings;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class AllOptionsTest {

  private static final Path PAGE = Path.of("docs/configuration.md");

  @Test
  void holdsEveryOptionThatIsDeclaredAnywhere() throws Exception {
    TreeSet<String> declared = new TreeSet<>();
    for (JavaClass type :
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.slipstream")) {
      for (JavaField field : type.getFields()) {
        Field reflected = field.getRawType().isEquivalentTo(Option.class) ? field.reflect() : null;
        if (reflected != null && Modifier.isStatic(reflected.getModifiers())) {
          reflected.setAccessible(true);
          declared.add(((Option<?>) reflected.get(null)).key());
        }
      }
    }

    assertThat(AllOptions.LIST.stream().map(Option::key))
        .containsExactlyInAnyOrderElementsOf(declared);
  }

  @Test
  void everyOptionIsExplained() {
    assertThat(AllOptions.LIST).allSatisfy(o -> assertThat(o.doc()).as(o.key()).isNotBlank());
  }

  @Test
  void theTextTableShowsEveryKey() {
    String text = OptionTable.text(Settings.defaults(AllOptions.LIST));

    assertThat(AllOptions.LIST)
        .allSatisfy(o -> assertThat(text).contains(o.key() + " = ", o.environmentName()));
  }

  /**
   * To renew the page: {@code infra/slipstream config --markdown > infra/docs/configuration.md}.
   */
  @Test
  void theConfigurationPageIsFresh() throws Exception {
    assertThat(Files.readString(PAGE)).isEqualTo(OptionTable.markdown(AllOptions.LIST));
  }
}
