package dev.slipstream.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.slipstream.config.Settings;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ServingConfigTest {

  private static final Settings DEFAULTS = Settings.defaults(ServingConfig.OPTIONS);

  @Test
  void listensOnThisMachineOnlyByDefault() {
    ServingConfig config = ServingConfig.from(DEFAULTS);

    assertThat(config.host()).isEqualTo("127.0.0.1");
  }

  @Test
  void rejectsCoverageOfNothing() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DEFAULTS.with(Map.of("serving.coverage", "0")))
        .withMessage("serving.coverage: must be a finite number > 0.0 <= 1.0, was 0");
  }

  @Test
  void rejectsPortsThatDoNotExist() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DEFAULTS.with(Map.of("serving.port", "65536")))
        .withMessage("serving.port: must be a whole number >= 0 <= 65535, was 65536");
  }
}
