package dev.slipstream.ingest.audio;

import static dev.slipstream.ingest.FileType.corrupt;

import dev.slipstream.wire.RefusedException;
import java.io.IOException;

/**
 * The sound in a file whose structure was walked and found whole: what its header claims, and its
 * samples a piece at a time. Pictures, lyrics and other tags never reach a decoder: they are where
 * libraries spend unbounded memory. Used by one thread.
 */
abstract class Track {

  private final AudioType type;
  private final int rate;
  private final int channels;
  private final long frames;

  /**
   * What the header says.
   *
   * @param rate samples per second of a channel
   * @param channels at least 1
   * @param frames samples of a channel; -1 where the header does not say
   */
  Track(AudioType type, int rate, int channels, long frames) {
    this.type = type;
    this.rate = rate;
    this.channels = channels;
    this.frames = frames;
  }

  /**
   * Walks a file. Takes time and memory in proportion to its length alone, whatever its header
   * says.
   *
   * @throws RefusedException if it is damaged, cut short or of a kind that is not decoded
   */
  static Track of(AudioType type, byte[] file) throws RefusedException {
    try {
      return switch (type) {
        case WAV -> WavContainer.read(file);
        case AIFF -> AiffContainer.read(file);
        case FLAC -> FlacTrack.read(file);
        case OGG -> VorbisTrack.read(file);
        case MP3 -> Mp3Track.read(file);
      };
    } catch (IndexOutOfBoundsException e) {
      throw corrupt(type, "is cut short");
    }
  }

  /**
   * Decodes the next piece, in time and memory that its bytes bound.
   *
   * @return false when there was none
   */
  abstract boolean next(Mixer mixer) throws IOException, RefusedException;

  final AudioType type() {
    return type;
  }

  final int rate() {
    return rate;
  }

  final int channels() {
    return channels;
  }

  /** Samples of a channel as the header claims; -1 where it does not say. */
  final long frames() {
    return frames;
  }
}
