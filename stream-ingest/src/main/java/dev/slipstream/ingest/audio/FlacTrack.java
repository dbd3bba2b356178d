package dev.slipstream.ingest.audio;

import static dev.slipstream.ingest.FileType.corrupt;
import static dev.slipstream.ingest.audio.AudioType.FLAC;

import dev.slipstream.wire.RefusedException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.kc7bfi.jflac.FLACDecoder;
import org.kc7bfi.jflac.FrameListener;
import org.kc7bfi.jflac.frame.Frame;
import org.kc7bfi.jflac.metadata.Metadata;

/**
 * A FLAC file (RFC 9639), decoded by jFLAC. Of the blocks before the sound only the first, which
 * describes it, reaches the decoder.
 */
final class FlacTrack extends Track implements FrameListener {

  private static final int MAGIC = 4;
  private static final int BLOCK_HEADER = 4;
  private static final int STREAMINFO_BYTES = 34;
  private static final int LAST = 0x80;
  private static final int AT_TOTAL = 13; // byte of STREAMINFO whose lower half begins the total

  private final FLACDecoder decoder;
  private final int bits;
  private long decoded;

  private FlacTrack(int rate, int channels, int bits, long frames, InputStream file)
      throws IOException {
    super(FLAC, rate, channels, frames);
    this.bits = bits;
    this.decoder = new FLACDecoder(file);
    decoder.addFrameListener(this);
    decoder.readMetadata();
  }

  static FlacTrack read(byte[] file) throws RefusedException {
    ByteBuffer in = ByteBuffer.wrap(file);
    int at = MAGIC;
    boolean last = false;
    while (!last) {
      int header = in.getInt(at);
      last = header < 0;
      int type = header >>> 24 & 0x7F;
      int length = header & 0xFF_FFFF;
      if ((type == 0) != (at == MAGIC) || (type == 0 && length != STREAMINFO_BYTES)) {
        throw corrupt(FLAC, "must begin with its one description");
      }
      at += BLOCK_HEADER + length;
    }
    if (at >= file.length) {
      throw corrupt(FLAC, "is cut short");
    }
    // 20 bits of rate, 3 of channels, 5 of bits a sample, 36 of samples
    long packed = in.getLong(MAGIC + BLOCK_HEADER + 10);
    long total = packed & 0xF_FFFF_FFFFL;
    try {
      return new FlacTrack(
          (int) (packed >>> 44),
          (int) (packed >>> 41 & 7) + 1,
          (int) (packed >>> 36 & 31) + 1,
          total == 0 ? -1 : total,
          new SequenceInputStream(
              new ByteArrayInputStream(description(file)),
              new ByteArrayInputStream(file, at, file.length - at)));
    } catch (IOException e) {
      throw corrupt(FLAC, "has a description that cannot be read");
    }
  }

  /**
   * The description as the only block. Its number of samples is made the greatest there is: the
   * decoder would go round in circles once it was reached, and needs one.
   */
  private static byte[] description(byte[] file) {
    byte[] head = Arrays.copyOf(file, MAGIC + BLOCK_HEADER + STREAMINFO_BYTES);
    head[MAGIC] = (byte) LAST;
    int total = MAGIC + BLOCK_HEADER + AT_TOTAL;
    head[total] |= 0x0F;
    Arrays.fill(head, total + 1, total + 5, (byte) 0xFF);
    return head;
  }

  @Override
  boolean next(Mixer mixer) throws IOException, RefusedException {
    if (decoded == frames()) {
      return false;
    }
    Frame frame = decoder.readNextFrame();
    if (frame == null) {
      if (frames() >= 0) {
        throw corrupt(FLAC, "is cut short");
      }
      return false;
    }
    if (frame.header.channels != channels() || frame.header.bitsPerSample != bits) {
      throw corrupt(FLAC, "changes its format within");
    }
    float scale = 1f / channels() / (1L << (bits - 1));
    for (int i = 0; i < frame.header.blockSize; i++) {
      long sum = 0;
      for (int c = 0; c < channels(); c++) {
        sum += decoder.getChannelData()[c].getOutput()[i];
      }
      mixer.add(sum * scale);
    }
    decoded += frame.header.blockSize;
    return true;
  }

  /** Ends decoding at the first fault: the decoder would search on, at the file's end for ever. */
  @Override
  public void processError(String message) {
    throw new IllegalStateException(message);
  }

  @Override
  public void processMetadata(Metadata metadata) {}

  @Override
  public void processFrame(Frame frame) {}
}
