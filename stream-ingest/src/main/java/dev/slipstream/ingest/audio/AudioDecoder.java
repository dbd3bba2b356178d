package dev.slipstream.ingest.audio;

import static dev.slipstream.ingest.FileType.corrupt;
import static dev.slipstream.ingest.FileType.unsupported;

import dev.slipstream.ingest.FileType;
import dev.slipstream.ingest.Payload;
import dev.slipstream.wire.DeadLetter.Reason;
import dev.slipstream.wire.RefusedException;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * From the bytes of a WAV, AIFF, FLAC, Ogg Vorbis or MP3 file to one channel at 16 kHz, or a
 * refusal with its reason; nothing else ever comes out, whatever the bytes hold.
 *
 * <p>The file's structure is walked before anything is decoded, and what its header claims is held
 * against the limits. Decoding goes piece by piece, and stops at the longest duration and at the
 * deadline; no thread is ever left behind. Channels are mixed to their mean. Thread-safe.
 */
public final class AudioDecoder {

  private static final int MIN_RATE = 1000;
  private static final int FILTERS_KEPT = 8;

  private final int maxBytes;
  private final AudioLimits limits;
  private final Duration timeout;
  private final LongSupplier nanoTime;
  private final Map<Integer, PolyphaseFilter> filters =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Integer, PolyphaseFilter> eldest) {
          return size() > FILTERS_KEPT;
        }
      };

  private AudioDecoder(int maxBytes, AudioLimits limits, Duration timeout, LongSupplier nanoTime) {
    this.maxBytes = maxBytes;
    this.limits = limits;
    this.timeout = timeout;
    this.nanoTime = nanoTime;
  }

  /**
   * A decoder with these limits.
   *
   * @param maxBytes most bytes of a file
   * @param limits of what it holds
   * @param timeout most time for decoding one sound
   */
  public static AudioDecoder of(int maxBytes, AudioLimits limits, Duration timeout) {
    return of(maxBytes, limits, timeout, System::nanoTime);
  }

  static AudioDecoder of(
      int maxBytes, AudioLimits limits, Duration timeout, LongSupplier nanoTime) {
    return new AudioDecoder(maxBytes, limits, timeout, nanoTime);
  }

  /**
   * The type of a file by its first bytes, checked against what was declared.
   *
   * @param declared a {@code content-type}; empty or {@code application/octet-stream} says nothing
   * @throws RefusedException if the file is empty, too long, of no known type, or not of the type
   *     declared
   */
  public AudioType type(byte[] file, Optional<String> declared) throws RefusedException {
    Payload.requireLength("file", file, maxBytes);
    return FileType.of(
        AudioType.values(), "sound", "WAV, AIFF, FLAC, Ogg Vorbis, MP3", file, declared);
  }

  /**
   * The sound of a file of a known type.
   *
   * @throws RefusedException if it cannot be had within the limits
   */
  public DecodedAudio decode(byte[] file, AudioType type) throws RefusedException {
    long start = nanoTime.getAsLong();
    try {
      Track track = Track.of(type, file);
      requireTaken(track);
      Mixer mixer =
          new Mixer(type, track.rate(), limits.maxDuration(), new Resampler(filter(track.rate())));
      while (track.next(mixer)) {
        if (nanoTime.getAsLong() - start > timeout.toNanos()) {
          throw new RefusedException(
              Reason.DECODE_TIMEOUT, "Decoding took longer than " + timeout.toMillis() + " ms.");
        }
      }
      return mixer.audio();
    } catch (IOException | RuntimeException e) {
      throw corrupt(
          type, "cannot be decoded: " + RefusedException.shown(String.valueOf(e.getMessage())));
    } catch (OutOfMemoryError e) {
      // One allocation that was refused leaves nothing half done, and the next sound may be small.
      throw corrupt(type, "needs more memory than there is");
    }
  }

  private void requireTaken(Track track) throws RefusedException {
    if (track.rate() < MIN_RATE || track.rate() > limits.maxRate()) {
      throw unsupported(
          track.type(),
          "has %d samples a second, where %d to %d are taken"
              .formatted(track.rate(), MIN_RATE, limits.maxRate()));
    }
    if (track.channels() < 1 || track.channels() > limits.maxChannels()) {
      throw unsupported(
          track.type(),
          "has %d channels, where 1 to %d are taken"
              .formatted(track.channels(), limits.maxChannels()));
    }
    if (track.frames() > Mixer.framesIn(limits.maxDuration(), track.rate())) {
      throw Mixer.tooLong(
          "The header claims %.3f s".formatted((double) track.frames() / track.rate()),
          limits.maxDuration());
    }
  }

  /** The filter from a rate, kept for the next sounds. */
  private PolyphaseFilter filter(int rate) {
    synchronized (filters) {
      return filters.computeIfAbsent(rate, r -> PolyphaseFilter.of(r, DecodedAudio.RATE));
    }
  }
}
