package dev.slipstream.ingest.audio;

import static dev.slipstream.ingest.FileType.corrupt;

import dev.slipstream.wire.RefusedException;
import java.nio.ByteBuffer;

/** Samples that lie in a file as they are, channel beside channel. */
final class PcmTrack extends Track {

  private static final int PIECE = 4096; // frames

  private final ByteBuffer data;
  private final PcmCoding coding;
  private int at;

  /**
   * The samples of {@code data}, in its byte order.
   *
   * @throws RefusedException if there is not one for each channel
   */
  static PcmTrack of(AudioType type, int rate, int channels, PcmCoding coding, ByteBuffer data)
      throws RefusedException {
    if (channels < 1) {
      throw corrupt(type, "must have a channel");
    }
    long frames = data.remaining() / ((long) channels * coding.bytes());
    if (frames == 0) {
      throw corrupt(type, "holds no sound");
    }
    return new PcmTrack(type, rate, channels, coding, data, frames);
  }

  private PcmTrack(
      AudioType type, int rate, int channels, PcmCoding coding, ByteBuffer data, long frames) {
    super(type, rate, channels, frames);
    this.data = data;
    this.coding = coding;
    this.at = data.position();
  }

  @Override
  boolean next(Mixer mixer) throws RefusedException {
    int frame = channels() * coding.bytes();
    int end = (int) Math.min(data.limit(), at + (long) PIECE * frame);
    int begin = at;
    while (at + frame <= end) {
      float sum = 0;
      for (int c = 0; c < channels(); c++) {
        sum += coding.read(data, at);
        at += coding.bytes();
      }
      mixer.add(sum / channels());
    }
    return at > begin;
  }
}
