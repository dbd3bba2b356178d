package dev.slipstream.infra.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.slipstream.ingest.audio.AudioDecoder;
import dev.slipstream.ingest.audio.AudioFeaturizer;
import dev.slipstream.ingest.audio.AudioLimits;
import dev.slipstream.ingest.audio.DecodedAudio;
import dev.slipstream.wire.AudioFeatures;
import dev.slipstream.wire.RefusedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AudioDataTest {

  @TempDir Path folder;

  @Test
  void aFoldersSoundFilesAreItsItems() throws IOException {
    Files.createDirectory(folder.resolve("seven"));
    Files.write(folder.resolve("seven/a.wav"), new byte[] {1});
    Files.write(folder.resolve("seven/notes.txt"), new byte[] {2});
    Files.write(folder.resolve("b.MP3"), new byte[] {3});

    try (DataSet<Item> set = AudioData.open(folder)) {
      assertThat(set.items(Order.FILE, 0, 10))
          .extracting(Item::id, Item::modality, Item::contentType, Item::payload)
          .containsExactly(
              tuple("b.MP3", Modality.AUDIO, "audio/mpeg", new byte[] {3}),
              tuple("seven/a.wav", Modality.AUDIO, "audio/wav", new byte[] {1}));
    }
  }

  @Test
  void aFolderWithoutSoundsIsRefused() {
    assertThatThrownBy(() -> AudioData.open(folder))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "data: must be a folder or ZIP with WAV, AIFF, FLAC, Ogg Vorbis or MP3 files, was"
                + " without any: "
                + folder);
  }

  @Test
  void everySpokenDigitIsTaken() throws RefusedException {
    String shared = System.getenv("SLIPSTREAM_SHARED");
    Path zip = Path.of(shared == null ? "../../shared" : shared, "data/spoken-digits/fsdd.zip");
    assumeTrue(Files.exists(zip), "spoken digits are not there: " + zip);
    AudioDecoder decoder =
        AudioDecoder.of(1 << 20, AudioLimits.ofDefaults(), Duration.ofSeconds(30));
    AudioFeaturizer featurizer = new AudioFeaturizer();

    try (DataSet<Item> set = AudioData.open(zip)) {
      for (Item item : set.items(Order.IID, 1, 300)) {
        DecodedAudio audio =
            decoder.decode(
                item.payload(), decoder.type(item.payload(), Optional.of(item.contentType())));
        AudioFeatures features = featurizer.features(audio);
        assertThat(features.getDurationMillis()).isBetween(100, 3000);
        assertThat(features.getFrames()).isBetween(10, 300);
        assertThat(features.getLogMel().toByteArray()).contains(0);
      }
      assertThat(set.unreadable()).isZero();
    }
  }
}
