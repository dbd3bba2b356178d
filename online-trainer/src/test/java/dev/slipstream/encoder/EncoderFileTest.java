package dev.slipstream.encoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipstream.encoder.Encoder.Mode;
import dev.slipstream.encoder.EncoderFile.Contents;
import dev.slipstream.encoder.InputSpec.Planes;
import dev.slipstream.encoder.InputSpec.Tokens;
import dev.slipstream.matrix.Matrix;
import dev.slipstream.matrix.Scope;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class EncoderFileTest {

  private static final Planes SHAPE = new Planes(28, 28, 1);
  private static final EncoderSpec SPEC = Architectures.declare("small-conv", SHAPE, 16, 7);
  private static final Contents CONTENTS =
      new Contents(SPEC, "image", 42, EncoderFixtures.parameters(SPEC));

  @Test
  void readsBackWhatWasWritten() throws IOException {
    Contents read = EncoderFile.read(new ByteArrayInputStream(bytes(CONTENTS)));

    assertThat(read.encoder()).isEqualTo("image");
    assertThat(read.version()).isEqualTo(42);
    assertThat(read.parameters()).isEqualTo(CONTENTS.parameters());
    assertThat(read.spec().name()).isEqualTo("small-conv");
    assertThat(read.spec().input()).isEqualTo(SHAPE);
    assertThat(read.spec().representationSize()).isEqualTo(SPEC.representationSize());
    assertThat(read.spec().projectionSize()).isEqualTo(16);
    assertThat(read.spec().layout()).isEqualTo(SPEC.layout());
    assertThat(read.spec().configuration().toJson()).isEqualTo(SPEC.configuration().toJson());
  }

  @Test
  void keepsTheWhitening() throws IOException {
    int columns = SPEC.representationSize();
    Whitening whitening =
        new Whitening(
            EncoderFixtures.gaussian(columns, 3), EncoderFixtures.gaussian(5 * columns, 4), 5);
    Contents contents =
        new Contents(
            SPEC,
            "image",
            42,
            CONTENTS.parameters(),
            EmbeddedOutput.REPRESENTATION,
            Optional.of(whitening));

    Contents read = EncoderFile.read(new ByteArrayInputStream(bytes(contents)));

    assertThat(read.embeddingSize()).isEqualTo(5);
    assertThat(read.whitening().orElseThrow().mean()).isEqualTo(whitening.mean());
    assertThat(read.whitening().orElseThrow().basis()).isEqualTo(whitening.basis());
  }

  @Test
  void keepsTheAttachment() throws IOException {
    byte[] attachment = {7, 0, -1};
    Contents contents =
        new Contents(
            SPEC,
            "image",
            42,
            CONTENTS.parameters(),
            EmbeddedOutput.PROJECTION,
            Optional.empty(),
            attachment,
            Map.of());

    assertThat(EncoderFile.read(new ByteArrayInputStream(bytes(contents))).attachment())
        .isEqualTo(attachment);
    assertThat(EncoderFile.read(new ByteArrayInputStream(bytes(CONTENTS))).attachment()).isEmpty();
  }

  @Test
  void saysWhichOutputAnEmbeddingIs() throws IOException {
    Contents tower =
        new Contents(
            SPEC,
            "pair.image",
            42,
            CONTENTS.parameters(),
            EmbeddedOutput.PROJECTION,
            Optional.empty(),
            new byte[0],
            Map.of("recommend.context", "hour:hour"));

    Contents read = EncoderFile.read(new ByteArrayInputStream(bytes(tower)));

    assertThat(read.output()).isEqualTo(EmbeddedOutput.PROJECTION);
    assertThat(read.embeddingSize()).isEqualTo(16);
    assertThat(read.notes()).containsExactly(Map.entry("recommend.context", "hour:hour"));
  }

  @Test
  void filesOfBeforeThatAreRepresentations() throws IOException {
    Map<String, byte[]> entries = new HashMap<>();
    try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(bytes(CONTENTS)))) {
      for (ZipEntry e = zip.getNextEntry(); e != null; e = zip.getNextEntry()) {
        entries.put(e.getName(), zip.readAllBytes());
      }
    }
    String now = new String(entries.get("slipstream.json"), StandardCharsets.UTF_8);
    String before = now.replace(",\"output\":\"representation\"", "");
    assertThat(before).isNotEqualTo(now);
    entries.put("slipstream.json", before.getBytes(StandardCharsets.UTF_8));

    Contents read = EncoderFile.read(new ByteArrayInputStream(zip(entries)));

    assertThat(read.output()).isEqualTo(EmbeddedOutput.REPRESENTATION);
    assertThat(read.embeddingSize()).isEqualTo(SPEC.representationSize());
    entries.put(
        "slipstream.json",
        now.replace("\"representation\"}", "\"other\"}").getBytes(StandardCharsets.UTF_8));
    assertRefused(zip(entries), "output must be one of [representation, projection], was other");
  }

  @Test
  void sameContentsGiveSameBytes() throws IOException {
    EncoderSpec again = Architectures.declare("small-conv", SHAPE, 16, 7);

    byte[] bytes = bytes(new Contents(again, "image", 42, EncoderFixtures.parameters(again)));

    assertThat(bytes).isEqualTo(bytes(CONTENTS));
    assertThat(bytes(EncoderFile.read(new ByteArrayInputStream(bytes)))).isEqualTo(bytes);
  }

  @Test
  void dl4jOpensItAndComputesTheSame() throws IOException {
    ComputationGraph graph =
        ModelSerializer.restoreComputationGraph(new ByteArrayInputStream(bytes(CONTENTS)), false);

    INDArray output;
    try (INDArray images =
        Nd4j.createFromArray(EncoderFixtures.gaussian(3 * SHAPE.columns(), 1))
            .reshape(3, 1, 28, 28)) {
      output = graph.outputSingle(images);
    }

    EncoderFixtures.Pass ours = EncoderFixtures.pass(Engines.open("torch", 1), SPEC, 3, Mode.INFER);
    EncoderFixtures.assertClose(ours.projection(), output.ravel().toFloatVector(), 1e-4);
  }

  @ParameterizedTest
  @CsvSource({"word-attention, 0", "word-conv, 0", "word-conv, 0.2", "transformer, 0.2"})
  void keepsEncodersOfTextsWhichDl4jOpensToo(String architecture, double dropout)
      throws IOException {
    EncoderSpec spec = Architectures.declare(architecture, new Tokens(3, 10), 6, dropout, 7);
    Contents contents = new Contents(spec, "text", 1, EncoderFixtures.parameters(spec));
    byte[] bytes = bytes(contents);

    Contents read = EncoderFile.read(new ByteArrayInputStream(bytes));
    ComputationGraph graph =
        ModelSerializer.restoreComputationGraph(new ByteArrayInputStream(bytes), false);

    assertThat(read.spec().input()).isEqualTo(spec.input());
    assertThat(read.spec().configuration().toJson()).isEqualTo(spec.configuration().toJson());
    float[] tokens = {3, 4, 0, 9, 9, 1};
    float[] output;
    try (INDArray ids = Nd4j.createFromArray(tokens).reshape(2, 1, 3)) {
      output = graph.outputSingle(ids).ravel().toFloatVector();
    }
    Engine torch = Engines.open("torch", 1);
    try (Scope scope = torch.device().scope();
        Encoder encoder = torch.create(read.spec())) {
      encoder.parameters().set(read.parameters());
      Matrix ours = encoder.forward(torch.device().of(tokens, 2, 3), Mode.INFER).projection();
      EncoderFixtures.assertClose(ours.toArray(), output, 1e-4);
    }
  }

  @Test
  void keepsThePositionsOfAProjection() throws IOException {
    EncoderSpec spec =
        Architectures.declare("transformer", new Planes(9, 7, 1), 4, ProjectionForm.CAUSAL, 0, 7);
    Contents contents = new Contents(spec, "image", 1, EncoderFixtures.parameters(spec));

    EncoderSpec read = EncoderFile.read(new ByteArrayInputStream(bytes(contents))).spec();

    assertThat(read.positions()).isEqualTo(spec.positions()).isGreaterThan(1);
    assertThat(read.projectionSize()).isEqualTo(4 * spec.positions());
    assertThat(read.configuration().toJson()).isEqualTo(spec.configuration().toJson());
    Engine torch = Engines.open("torch", 1);
    float[] expected = EncoderFixtures.pass(torch, spec, 2, Mode.INFER).projection();
    EncoderFixtures.assertClose(
        EncoderFixtures.pass(torch, read, 2, Mode.INFER).projection(), expected, 1e-6);
  }

  @Test
  void writesTheBytesDl4jItselfWrites() throws IOException {
    float[] values = {1.5f, -2, 3};
    ByteArrayOutputStream expected = new ByteArrayOutputStream();
    Nd4j.write(expected, Nd4j.createFromArray(values));

    assertThat(Coefficients.bytes(values)).isEqualTo(expected.toByteArray());
  }

  @Test
  void refusesForeignFiles() throws IOException {
    byte[] text = "no archive at all".getBytes(StandardCharsets.UTF_8);
    byte[] other = zip(Map.of("readme.txt", text));

    assertRefused(new byte[0], "must be a ZIP with the entry slipstream.json, has []");
    assertRefused(text, "must be a ZIP with the entry slipstream.json, has []");
    assertRefused(other, "must be a ZIP with the entry slipstream.json, has [readme.txt]");
    assertRefused(zip(Map.of("slipstream.json", text)), "Unrecognized token");
    assertRefused(
        zip(Map.of("slipstream.json", "{\"format\":9}".getBytes(StandardCharsets.UTF_8))),
        "format must be 1, was 9");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "java.lang.ProcessBuilder",
        "dev.slipstream.encoder.EncoderFile",
        "dev.slipstream.encoder.vertex.more.Attention"
      })
  void refusesClassesThatAreNeitherDl4jsNorVertices(String name) throws IOException {
    byte[] description = "{\"format\":1}".getBytes(StandardCharsets.UTF_8);
    byte[] configuration =
        "{\"a\":[{\"@class\":\"%s\"}]}".formatted(name).getBytes(StandardCharsets.UTF_8);

    assertRefused(
        zip(Map.of("slipstream.json", description, "configuration.json", configuration)),
        "must name DL4J's classes and Slipstream's vertices only, has " + name);
  }

  @Test
  void refusesEveryDamage() throws IOException {
    byte[] good = bytes(CONTENTS);

    for (int cut = 1; cut < good.length * 9 / 10; cut += good.length / 20) {
      byte[] truncated = Arrays.copyOf(good, cut);
      assertThatThrownBy(() -> EncoderFile.read(new ByteArrayInputStream(truncated)))
          .as("cut after %d bytes", cut)
          .isInstanceOf(IOException.class);
    }
    byte[] flipped = good.clone();
    flipped[good.length / 2] ^= 1;
    assertRefused(flipped, "CRC");
  }

  @Test
  void refusesToWriteAnotherNumberOfParameters() {
    Contents wrong = new Contents(SPEC, "image", 1, new float[3]);

    assertThatThrownBy(() -> bytes(wrong))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("parameters: must be " + SPEC.layout().size() + ", was 3");
  }

  private static void assertRefused(byte[] bytes, String reason) {
    assertThatThrownBy(() -> EncoderFile.read(new ByteArrayInputStream(bytes)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(reason);
  }

  private static byte[] bytes(Contents contents) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    EncoderFile.write(contents, out);
    return out.toByteArray();
  }

  private static byte[] zip(Map<String, byte[]> entries) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(out)) {
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        zip.putNextEntry(new ZipEntry(entry.getKey()));
        zip.write(entry.getValue());
      }
    }
    return out.toByteArray();
  }
}
