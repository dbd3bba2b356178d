package dev.slipstream.infra.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WordsTest {

  @Test
  void quotesHoldWordsTogether() {
    assertThat(Words.of(" images --data 'my photos/a.zip' --set x=\"a b\"c  --label '^([0-9])_'"))
        .containsExactly(
            "images", "--data", "my photos/a.zip", "--set", "x=a bc", "--label", "^([0-9])_");
    assertThat(Words.of("  ")).isEmpty();
  }
}
