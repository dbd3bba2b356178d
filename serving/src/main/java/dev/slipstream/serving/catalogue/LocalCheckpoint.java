package dev.slipstream.serving.catalogue;

import dev.slipstream.wire.Embedding;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.zip.CRC32C;
import java.util.zip.CheckedInputStream;
import java.util.zip.CheckedOutputStream;

/**
 * Embeddings in a file beside the offsets they were read up to. A file is whole or it is not there:
 * it is written under another name and renamed, and its checksum is looked at before anything is
 * taken from it.
 */
final class LocalCheckpoint {

  private static final String MAGIC = "slipstream embeddings 1";
  private static final int BUFFER = 1 << 16;

  private final Path file;

  LocalCheckpoint(Path file) {
    this.file = file;
  }

  /**
   * Up to where a topic was read.
   *
   * @param topicId Kafka's own: a topic that was deleted and made again has another
   * @param writtenMillis Unix time
   * @param offsets by partition: of the first record that was not read
   */
  record Position(String topicId, long writtenMillis, Map<Integer, Long> offsets) {}

  /** Gives the embeddings one by one. */
  interface Embeddings {

    /** Calls the writer with each. */
    void forEach(EmbeddingWriter writer) throws IOException;
  }

  /** Takes an embedding. */
  interface EmbeddingWriter {

    /** Writes one. */
    void write(Embedding embedding) throws IOException;
  }

  /** Replaces the file. */
  void write(Position position, Embeddings embeddings) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    Path partial = file.resolveSibling(file.getFileName() + ".partial");
    try (FileOutputStream bytes = new FileOutputStream(partial.toFile())) {
      CheckedOutputStream checked =
          new CheckedOutputStream(new BufferedOutputStream(bytes, BUFFER), new CRC32C());
      DataOutputStream out = new DataOutputStream(checked);
      out.writeUTF(MAGIC);
      out.writeUTF(position.topicId());
      out.writeLong(position.writtenMillis());
      out.writeInt(position.offsets().size());
      for (Map.Entry<Integer, Long> offset : position.offsets().entrySet()) {
        out.writeInt(offset.getKey());
        out.writeLong(offset.getValue());
      }
      embeddings.forEach(
          embedding -> {
            out.writeBoolean(true);
            embedding.writeDelimitedTo(out);
          });
      out.writeBoolean(false);
      out.writeLong(checked.getChecksum().getValue());
      out.flush();
      bytes.getFD().sync();
    }
    Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /**
   * Up to where the file's embeddings were read; empty if there is no file.
   *
   * @throws IOException if it is damaged, or not such a file
   */
  Optional<Position> position() throws IOException {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    requireWhole();
    try (DataInputStream in = open()) {
      return Optional.of(readPosition(in));
    }
  }

  /** Gives the embeddings of a file whose {@link #position} is known. */
  void read(Consumer<Embedding> sink) throws IOException {
    try (DataInputStream in = open()) {
      readPosition(in);
      while (in.readBoolean()) {
        sink.accept(Embedding.parseDelimitedFrom(in));
      }
    }
  }

  private void requireWhole() throws IOException {
    long content = Files.size(file) - Long.BYTES;
    try (CheckedInputStream checked =
            new CheckedInputStream(
                new BufferedInputStream(Files.newInputStream(file)), new CRC32C());
        DataInputStream in = new DataInputStream(checked)) {
      if (content < 0) {
        throw new IOException(file + ": must be whole, has " + Files.size(file) + " bytes");
      }
      in.skipNBytes(content);
      long computed = checked.getChecksum().getValue();
      if (in.readLong() != computed) {
        throw new IOException(file + ": must have the checksum it was written with, was damaged");
      }
    }
  }

  private DataInputStream open() throws IOException {
    return new DataInputStream(new BufferedInputStream(Files.newInputStream(file), BUFFER));
  }

  private Position readPosition(DataInputStream in) throws IOException {
    String magic = in.readUTF();
    if (!magic.equals(MAGIC)) {
      throw new IOException(file + ": must begin with '" + MAGIC + "', began with " + magic);
    }
    String topicId = in.readUTF();
    long written = in.readLong();
    int partitions = in.readInt();
    Map<Integer, Long> offsets = new TreeMap<>();
    for (int i = 0; i < partitions; i++) {
      offsets.put(in.readInt(), in.readLong());
    }
    return new Position(topicId, written, offsets);
  }
}
