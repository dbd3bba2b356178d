package dev.slipstream.ingest.audio;

import static dev.slipstream.ingest.FileType.corrupt;
import static dev.slipstream.ingest.audio.AudioType.MP3;

import dev.slipstream.wire.RefusedException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import javazoom.jl.decoder.Bitstream;
import javazoom.jl.decoder.Header;
import javazoom.jl.decoder.JavaLayerException;
import javazoom.jl.decoder.MP3Decoder;
import javazoom.jl.decoder.OutputBuffer;

/**
 * An MP3 file, decoded by JLayer frame by frame. What the encoder put before and behind the sound
 * to fill frames is not taken away.
 */
final class Mp3Track extends Track {

  private final Mp3Frames frames;
  private final Bitstream bits;
  private final MP3Decoder decoder = new MP3Decoder();
  private final OutputBuffer out;
  private int decoded;

  private Mp3Track(Mp3Frames frames, byte[] file) {
    super(MP3, frames.rate(), frames.channels(), (long) frames.count() * frames.frameSamples());
    this.frames = frames;
    this.bits =
        new Bitstream(
            new ByteArrayInputStream(file, frames.begin(), frames.end() - frames.begin()));
    this.out = new OutputBuffer(frames.channels(), true);
    decoder.setOutputBuffer(out);
  }

  static Mp3Track read(byte[] file) throws RefusedException {
    return new Mp3Track(Mp3Frames.read(file), file);
  }

  @Override
  boolean next(Mixer mixer) throws IOException, RefusedException {
    if (decoded == frames.count()) {
      return false;
    }
    try {
      Header header = bits.readFrame();
      if (header == null) {
        throw corrupt(MP3, "is damaged");
      }
      decoder.decodeFrame(header, bits);
      bits.closeFrame();
    } catch (JavaLayerException e) {
      throw new IOException(e.getMessage(), e);
    }
    decoded++;
    ByteBuffer pcm = ByteBuffer.wrap(out.getBuffer(), 0, out.reset());
    while (pcm.hasRemaining()) {
      int sum = 0;
      for (int c = 0; c < channels(); c++) {
        sum += pcm.getShort();
      }
      mixer.add(sum / (32_768f * channels()));
    }
    return true;
  }
}
