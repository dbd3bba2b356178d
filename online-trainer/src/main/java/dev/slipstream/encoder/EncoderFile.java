package dev.slipstream.encoder;

import dev.slipstream.encoder.InputSpec.Features;
import dev.slipstream.encoder.InputSpec.Planes;
import dev.slipstream.encoder.InputSpec.Tokens;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.nd4j.shade.jackson.databind.JsonNode;
import org.nd4j.shade.jackson.databind.ObjectMapper;

/**
 * A published encoder version as a file: a ZIP as DL4J's {@code ModelSerializer} writes it (so any
 * DL4J program opens it) plus the entry {@value #DESCRIPTION}, which says encoder, version and
 * sizes, and, where there are such, {@value #WHITENING} and {@value #ATTACHMENT}. The same contents
 * give the same bytes: entries are stored, not deflated, in fixed order and under a fixed date.
 */
public final class EncoderFile {

  /** Largest file that is read: 256 MiB, room for 60 million parameters. */
  public static final int MAX_BYTES = 256 << 20;

  private static final String DESCRIPTION = "slipstream.json";
  private static final String CONFIGURATION = "configuration.json";
  private static final String COEFFICIENTS = "coefficients.bin";
  private static final String OUTPUT = "output";
  private static final String POSITIONS = "positions";
  private static final String NOTES = "notes";
  private static final String WHITENING = "whitening.bin";
  private static final String ATTACHMENT = "attachment.bin";
  private static final int FORMAT = 1;
  private static final LocalDateTime DATE = LocalDateTime.of(1980, 1, 1, 0, 0);
  private static final Pattern KNOWN_CLASSES =
      Pattern.compile(
          "org\\.(deeplearning4j\\.nn|nd4j\\.linalg)\\..*"
              + "|dev\\.slipstream\\.encoder\\.vertex\\.[A-Za-z]+");
  private static final ObjectMapper JSON = new ObjectMapper();

  private EncoderFile() {}

  /**
   * What a file holds.
   *
   * @param encoder its name, as on the topics
   * @param version the learner's step count when it was published
   * @param parameters {@code [P]}, in DL4J's order
   * @param output what embeddings are made of
   * @param whitening makes embeddings of representations; empty if outputs are taken as they are
   * @param attachment what else is needed to make the encoder's input, as whoever makes it reads
   *     it; mostly of no bytes
   * @param notes what whoever makes its input must know, such as option keys and their values;
   *     empty in files of before there were any
   */
  public record Contents(
      EncoderSpec spec,
      String encoder,
      long version,
      float[] parameters,
      EmbeddedOutput output,
      Optional<Whitening> whitening,
      byte[] attachment,
      Map<String, String> notes) {

    public Contents {
      notes = Map.copyOf(notes);
      if (output != EmbeddedOutput.REPRESENTATION && whitening.isPresent()) {
        throw new IllegalArgumentException(
            "whitening: must be of representations, was of " + output + "s");
      }
    }

    /** Neither attachment nor notes. */
    public Contents(
        EncoderSpec spec,
        String encoder,
        long version,
        float[] parameters,
        EmbeddedOutput output,
        Optional<Whitening> whitening) {
      this(spec, encoder, version, parameters, output, whitening, new byte[0], Map.of());
    }

    /** Representations as they are, without notes. */
    public Contents(EncoderSpec spec, String encoder, long version, float[] parameters) {
      this(spec, encoder, version, parameters, EmbeddedOutput.REPRESENTATION, Optional.empty());
    }

    /** The same under another number. */
    public Contents as(long newVersion) {
      return new Contents(
          spec, encoder, newVersion, parameters, output, whitening, attachment, notes);
    }

    /** Columns of an embedding. */
    public int embeddingSize() {
      return whitening.map(Whitening::size).orElse(output.size(spec));
    }
  }

  /**
   * Writes a version. Does not close the stream.
   *
   * @throws IllegalArgumentException if the number of parameters is not the specification's
   */
  public static void write(Contents contents, OutputStream out) throws IOException {
    int expected = contents.spec().layout().size();
    if (contents.parameters().length != expected) {
      throw new IllegalArgumentException(
          "parameters: must be %d, was %d".formatted(expected, contents.parameters().length));
    }
    ZipOutputStream zip = new ZipOutputStream(out);
    entry(zip, DESCRIPTION, JSON.writeValueAsBytes(description(contents)));
    String configuration = contents.spec().configuration().toJson();
    entry(zip, CONFIGURATION, configuration.getBytes(StandardCharsets.UTF_8));
    entry(zip, COEFFICIENTS, Coefficients.bytes(contents.parameters()));
    if (contents.whitening().isPresent()) {
      entry(zip, WHITENING, Coefficients.bytes(values(contents.whitening().get())));
    }
    if (contents.attachment().length > 0) {
      entry(zip, ATTACHMENT, contents.attachment());
    }
    zip.finish();
  }

  /**
   * Reads a version.
   *
   * @throws IOException if the bytes are no encoder file, are damaged or larger than {@link
   *     #MAX_BYTES}, saying what is wrong
   */
  public static Contents read(InputStream in) throws IOException {
    Map<String, byte[]> entries = entries(in);
    try {
      JsonNode description = JSON.readTree(require(entries, DESCRIPTION));
      int format = require(description, "format").asInt();
      if (format != FORMAT) {
        throw new IOException("encoder file: format must be " + FORMAT + ", was " + format);
      }
      EncoderSpec spec = spec(description, require(entries, CONFIGURATION));
      float[] parameters =
          Coefficients.read(
              new DataInputStream(new ByteArrayInputStream(require(entries, COEFFICIENTS))),
              spec.layout().size());
      return new Contents(
          spec,
          require(description, "encoder").asText(),
          require(description, "version").asLong(),
          parameters,
          output(description),
          whitening(entries, spec, require(description, "embedding").asInt()),
          entries.getOrDefault(ATTACHMENT, new byte[0]),
          notes(description));
    } catch (RuntimeException e) { // from DL4J's or Jackson's depths: whatever it says, bad input
      throw new IOException("encoder file: cannot be understood: " + e.getMessage(), e);
    }
  }

  /** The mean, then the basis. */
  private static float[] values(Whitening whitening) {
    float[] values =
        Arrays.copyOf(whitening.mean(), whitening.mean().length + whitening.basis().length);
    System.arraycopy(
        whitening.basis(), 0, values, whitening.mean().length, whitening.basis().length);
    return values;
  }

  private static Optional<Whitening> whitening(
      Map<String, byte[]> entries, EncoderSpec spec, int size) throws IOException {
    byte[] bytes = entries.get(WHITENING);
    if (bytes == null) {
      return Optional.empty();
    }
    int columns = spec.representationSize();
    float[] values =
        Coefficients.read(
            new DataInputStream(new ByteArrayInputStream(bytes)),
            Math.addExact(columns, Math.multiplyExact(columns, size)));
    return Optional.of(
        new Whitening(
            Arrays.copyOf(values, columns),
            Arrays.copyOfRange(values, columns, values.length),
            size));
  }

  private static Map<String, Object> description(Contents contents) {
    EncoderSpec spec = contents.spec();
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("format", FORMAT);
    fields.put("encoder", contents.encoder());
    fields.put("version", contents.version());
    fields.put("architecture", spec.name());
    if (spec.input() instanceof Planes planes) {
      fields.put("height", planes.height());
      fields.put("width", planes.width());
      fields.put("channels", planes.channels());
    } else if (spec.input() instanceof Tokens tokens) {
      fields.put("tokens", tokens.length());
      fields.put("vocabulary", tokens.vocabulary());
    } else if (spec.input() instanceof Features features) {
      fields.put("ids", features.length());
      fields.put("vocabulary", features.vocabulary());
      fields.put("values", features.values());
    }
    fields.put("representation", spec.representationSize());
    fields.put("projection", spec.projectionSize());
    if (spec.positions() > 1) {
      fields.put(POSITIONS, spec.positions());
    }
    fields.put("embedding", contents.embeddingSize());
    fields.put(OUTPUT, contents.output().toString());
    if (!contents.notes().isEmpty()) {
      fields.put(NOTES, new TreeMap<>(contents.notes())); // in one order: the bytes are the same
    }
    return fields;
  }

  private static Map<String, String> notes(JsonNode description) {
    Map<String, String> notes = new HashMap<>();
    description
        .path(NOTES)
        .fields()
        .forEachRemaining(e -> notes.put(e.getKey(), e.getValue().asText()));
    return notes;
  }

  private static EncoderSpec spec(JsonNode description, byte[] configuration) throws IOException {
    requireKnownClasses(JSON.readTree(configuration));
    ComputationGraphConfiguration graph =
        ComputationGraphConfiguration.fromJson(new String(configuration, StandardCharsets.UTF_8));
    if (!graph.getVertices().containsKey(EncoderSpec.REPRESENTATION)
        || !graph.getNetworkOutputs().contains(EncoderSpec.PROJECTION)) {
      throw new IOException(
          "encoder file: the graph must have a representation and a projection, has "
              + graph.getVertices().keySet());
    }
    return new EncoderSpec(
        require(description, "architecture").asText(),
        input(description),
        require(description, "representation").asInt(),
        require(description, "projection").asInt(),
        description.path(POSITIONS).asInt(1),
        graph);
  }

  /** Files of before there were projections to embed with do not say. */
  private static EmbeddedOutput output(JsonNode description) throws IOException {
    String name = description.path(OUTPUT).asText(EmbeddedOutput.REPRESENTATION.toString());
    for (EmbeddedOutput output : EmbeddedOutput.values()) {
      if (output.toString().equals(name)) {
        return output;
      }
    }
    throw new IOException(
        "encoder file: output must be one of "
            + List.of(EmbeddedOutput.values())
            + ", was "
            + name);
  }

  private static InputSpec input(JsonNode description) throws IOException {
    if (description.has("tokens")) {
      return new Tokens(
          description.get("tokens").asInt(), require(description, "vocabulary").asInt());
    }
    if (description.has("ids")) {
      return new Features(
          description.get("ids").asInt(),
          require(description, "vocabulary").asInt(),
          require(description, "values").asInt());
    }
    return new Planes(
        require(description, "height").asInt(),
        require(description, "width").asInt(),
        require(description, "channels").asInt());
  }

  /** DL4J's JSON names the classes to instantiate: only its own and our vertices are let in. */
  private static void requireKnownClasses(JsonNode node) throws IOException {
    JsonNode name = node.get("@class");
    if (name != null && !KNOWN_CLASSES.matcher(name.asText()).matches()) {
      throw new IOException(
          "encoder file: must name DL4J's classes and Slipstream's vertices only, has "
              + name.asText());
    }
    for (JsonNode child : node) {
      requireKnownClasses(child);
    }
  }

  private static void entry(ZipOutputStream zip, String name, byte[] bytes) throws IOException {
    CRC32 crc = new CRC32();
    crc.update(bytes);
    ZipEntry entry = new ZipEntry(name);
    entry.setMethod(ZipEntry.STORED);
    entry.setSize(bytes.length);
    entry.setCrc(crc.getValue());
    entry.setTimeLocal(DATE);
    zip.putNextEntry(entry);
    zip.write(bytes);
    zip.closeEntry();
  }

  /** All entries; ZipInputStream checks each against its CRC. */
  private static Map<String, byte[]> entries(InputStream in) throws IOException {
    Map<String, byte[]> entries = new HashMap<>();
    int left = MAX_BYTES;
    ZipInputStream zip = new ZipInputStream(in);
    for (ZipEntry e = zip.getNextEntry(); e != null; e = zip.getNextEntry()) {
      byte[] bytes = zip.readNBytes(left);
      left -= bytes.length;
      if (zip.read() >= 0) {
        throw new IOException("encoder file: must be at most " + MAX_BYTES + " bytes");
      }
      entries.put(e.getName(), bytes);
    }
    return entries;
  }

  private static byte[] require(Map<String, byte[]> entries, String name) throws IOException {
    byte[] bytes = entries.get(name);
    if (bytes == null) {
      throw new IOException(
          "encoder file: must be a ZIP with the entry " + name + ", has " + entries.keySet());
    }
    return bytes;
  }

  private static JsonNode require(JsonNode description, String field) throws IOException {
    JsonNode value = description.get(field);
    if (value == null) {
      throw new IOException("encoder file: " + DESCRIPTION + " must have the field " + field);
    }
    return value;
  }
}
