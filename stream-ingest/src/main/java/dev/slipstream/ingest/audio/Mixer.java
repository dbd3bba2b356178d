package dev.slipstream.ingest.audio;

import static dev.slipstream.ingest.FileType.corrupt;

import dev.slipstream.wire.DeadLetter.Reason;
import dev.slipstream.wire.RefusedException;
import java.time.Duration;

/** Takes a track's samples, one channel, and keeps them at 16 kHz, up to a limit. */
final class Mixer {

  private final AudioType type;
  private final Duration most;
  private final long mostFrames;
  private final Resampler resampler;
  private long frames;

  Mixer(AudioType type, int rate, Duration most, Resampler resampler) {
    this.type = type;
    this.most = most;
    this.mostFrames = framesIn(most, rate);
    this.resampler = resampler;
  }

  /** Samples of a channel in this time, rounded up. */
  static long framesIn(Duration time, int rate) {
    return (time.toMillis() * rate + 999) / 1000;
  }

  /**
   * The next sample; one beyond full scale is clipped to it.
   *
   * @throws RefusedException if it is no number or one too many
   */
  void add(float sample) throws RefusedException {
    if (!Float.isFinite(sample)) {
      throw corrupt(type, "holds samples that are no numbers");
    }
    if (++frames > mostFrames) {
      throw tooLong("The sound goes on", most);
    }
    resampler.add(Math.max(-1, Math.min(1, sample)));
  }

  /**
   * All samples at 16 kHz.
   *
   * @throws RefusedException if there are none
   */
  DecodedAudio audio() throws RefusedException {
    if (frames == 0) {
      throw corrupt(type, "holds no sound");
    }
    return new DecodedAudio(resampler.finish());
  }

  static RefusedException tooLong(String what, Duration most) {
    return new RefusedException(
        Reason.TOO_LONG, "%s; at most %.3f s are taken.".formatted(what, most.toMillis() / 1e3));
  }
}
