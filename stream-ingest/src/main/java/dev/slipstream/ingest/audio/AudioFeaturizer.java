package dev.slipstream.ingest.audio;

import com.google.protobuf.UnsafeByteOperations;
import dev.slipstream.wire.AudioFeatures;

/** Brings sounds to log-mel frames, as {@link LogMel} defines them. Immutable and thread-safe. */
public final class AudioFeaturizer {

  /** Bands of a frame. */
  public static final int BANDS = LogMel.BANDS;

  private final LogMel logMel = new LogMel();

  /** The sound as the wire carries it. */
  public AudioFeatures features(DecodedAudio audio) {
    return AudioFeatures.newBuilder()
        .setFrames(LogMel.frames(audio.samples().length))
        .setBands(BANDS)
        .setLogMel(UnsafeByteOperations.unsafeWrap(logMel.of(audio.samples())))
        .setDurationMillis(audio.durationMillis())
        .build();
  }
}
