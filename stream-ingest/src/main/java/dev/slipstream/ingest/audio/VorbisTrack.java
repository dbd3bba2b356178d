package dev.slipstream.ingest.audio;

import static dev.slipstream.ingest.FileType.corrupt;
import static dev.slipstream.ingest.FileType.unsupported;
import static dev.slipstream.ingest.audio.AudioType.OGG;

import de.jarnbjo.vorbis.VorbisStream;
import dev.slipstream.wire.RefusedException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A Vorbis sound in an Ogg file, decoded by J-Ogg packet by packet. */
final class VorbisTrack extends Track {

  private static final byte[] NO_COMMENTS =
      "\3vorbis\0\0\0\0\0\0\0\0\1".getBytes(StandardCharsets.ISO_8859_1);
  private static final int HEADERS = 3;
  private static final int MIN_BLOCK_BITS = 6;
  private static final int MAX_BLOCK_BITS = 13;

  private final VorbisStream decoder = new VorbisStream();
  private final List<byte[]> packets;
  private int at = HEADERS;
  private long decoded;

  private VorbisTrack(int rate, int channels, long frames, List<byte[]> packets) {
    super(OGG, rate, channels, frames);
    this.packets = packets;
  }

  static VorbisTrack read(byte[] file) throws RefusedException {
    OggPackets ogg = OggPackets.read(file);
    List<byte[]> packets = ogg.packets();
    if (!isHeader(packets.get(0), 1)) {
      throw unsupported(OGG, "holds no Vorbis sound");
    }
    if (packets.size() <= HEADERS || !isHeader(packets.get(1), 3) || !isHeader(packets.get(2), 5)) {
      throw corrupt(OGG, "must have its three headers and sound");
    }
    ByteBuffer head = ByteBuffer.wrap(packets.get(0)).order(ByteOrder.LITTLE_ENDIAN);
    int blocks = head.get(28);
    if ((blocks & 0x0F) < MIN_BLOCK_BITS
        || (blocks >> 4 & 0x0F) < (blocks & 0x0F)
        || (blocks >> 4 & 0x0F) > MAX_BLOCK_BITS) {
      throw corrupt(OGG, "has block sizes that Vorbis does not know");
    }
    VorbisBooks.requireSmall(packets.get(2));
    return new VorbisTrack(head.getInt(12), head.get(11) & 0xFF, ogg.frames(), packets);
  }

  @Override
  boolean next(Mixer mixer) throws IOException, RefusedException {
    if (at == packets.size()) {
      if (decoded < frames()) {
        throw corrupt(OGG, "has fewer samples than it says");
      }
      return false;
    }
    if (at == HEADERS) {
      decoder.processPacket(packets.get(0));
      decoder.processPacket(NO_COMMENTS);
      decoder.processPacket(packets.get(2));
    }
    byte[] packet = packets.get(at++);
    if (packet.length == 0) {
      return true; // allowed, and of no samples
    }
    byte[] pcm = decoder.processPacket(packet);
    if (pcm != null) {
      mix(ByteBuffer.wrap(pcm), mixer);
    }
    return true;
  }

  /** Sixteen bits, big-endian; of the last block as much as the file's end says. */
  private void mix(ByteBuffer pcm, Mixer mixer) throws RefusedException {
    while (pcm.hasRemaining() && decoded != frames()) {
      int sum = 0;
      for (int c = 0; c < channels(); c++) {
        sum += pcm.getShort();
      }
      mixer.add(sum / (32_768f * channels()));
      decoded++;
    }
  }

  private static boolean isHeader(byte[] packet, int type) {
    return packet.length >= 16
        && packet[0] == type
        && "vorbis".equals(new String(packet, 1, 6, StandardCharsets.ISO_8859_1));
  }
}
