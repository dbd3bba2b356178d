package dev.slipstream.job.flink;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StateChunksTest {

  @ParameterizedTest
  @ValueSource(
      ints = {
        1,
        1021,
        StateChunks.CHUNK_BYTES - 1,
        StateChunks.CHUNK_BYTES,
        StateChunks.CHUNK_BYTES + 1,
        2 * StateChunks.CHUNK_BYTES + 7
      })
  void readsBackWhatWasWritten(int length) throws IOException {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    StateChunks chunks = new StateChunks();

    chunks.write(bytes[0]);
    chunks.write(bytes, 1, length - 1);

    assertThat(chunks.toList()).allMatch(c -> c.length <= StateChunks.CHUNK_BYTES);
    assertThat(StateChunks.read(chunks.toList()).readAllBytes()).isEqualTo(bytes);
  }

  @Test
  void nothingWrittenIsNoChunk() {
    assertThat(new StateChunks().toList()).isEmpty();
  }
}
