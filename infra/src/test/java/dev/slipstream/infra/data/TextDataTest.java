package dev.slipstream.infra.data;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TextDataTest {

  @TempDir Path folder;

  @Test
  void guessesTheColumnsOfATsvWhereQuotesMeanNothing() throws IOException {
    Path file = write("news.tsv", "label\ttext\nB\tOil \"up\ttrailing\n\nA\tä second\n");

    try (DataSet<Item> set = TextData.open(file, Columns.guessed())) {
      assertThat(set.labels()).containsExactly("A", "B");
      assertThat(set.items(Order.FILE, 0, 10))
          .extracting(Item::id, i -> i.label().orElseThrow(), TextDataTest::text, Item::contentType)
          .containsExactly(
              tuple("news-000000", "B", "Oil \"up", "text/plain"),
              tuple("news-000001", "A", "ä second", "text/plain"));
      assertThat(set.items(Order.SORTED, 0, 10))
          .extracting(Item::id)
          .containsExactly("news-000001", "news-000000");
    }
  }

  @Test
  void takesTheColumnsOfACsvByNameAndNumber() throws IOException {
    Path file =
        write(
            "posts.csv",
            """
            uid,title,body,when
            a,"One, two","Line ""1""
            line 2",2026-01-02T03:04:05Z
            b,Three,Four,1700000000
            c,Five,Six,1700000000123
            d,Seven,Eight,yesterday
            e,Nine
            """);

    try (DataSet<Item> set = TextData.open(file, columns("uid", List.of("title", "3"), "when"))) {
      assertThat(set.size()).isEqualTo(5);
      assertThat(set.items(Order.FILE, 0, 10))
          .extracting(Item::id, TextDataTest::text, i -> i.time().orElseThrow())
          .containsExactly(
              tuple("a", "One, two\nLine \"1\"\nline 2", Instant.parse("2026-01-02T03:04:05Z")),
              tuple("b", "Three\nFour", Instant.ofEpochSecond(1_700_000_000)),
              tuple("c", "Five\nSix", Instant.ofEpochMilli(1_700_000_000_123L)));
      assertThat(set.unreadable()).isEqualTo(2);
      assertThat(set.firstProblem())
          .isEqualTo(
              "d: has a time that is neither Unix seconds or milliseconds nor ISO 8601: yesterday");
    }
  }

  @Test
  void withoutHeaderColumnsHaveNumbers() throws IOException {
    Path file = write("rows.csv", "1,hello\n2,world\n");
    Columns columns =
        new Columns(
            Optional.of("1"),
            List.of("2"),
            Optional.empty(),
            Optional.empty(),
            Map.of(),
            false,
            RowGroups.BY_TEXT);

    try (DataSet<Item> set = TextData.open(file, columns)) {
      assertThat(set.items(Order.FILE, 0, 10))
          .extracting(Item::id, TextDataTest::text)
          .containsExactly(tuple("1", "hello"), tuple("2", "world"));
    }
  }

  @Test
  void readsGzippedJsonLinesAndPassesOverWhatIsNone() throws IOException {
    Path file =
        write(
            "posts.JSONL.gz",
            """
            [1]
            {"id": 7, "text": "first", "label": null, "more": {"a": [1]}}
            {"id": 8, "text":

            {"text": "third", "label": "x"}
            {"id": 9}
            """);

    try (DataSet<Item> set = TextData.open(file, Columns.guessed())) {
      assertThat(set.items(Order.FILE, 0, 10))
          .extracting(Item::id, TextDataTest::text)
          .containsExactly(tuple("7", "first"), tuple("posts-000003", "third"));
      assertThat(set.unreadable()).isEqualTo(3);
      assertThat(set.firstProblem()).isEqualTo("posts-000000: is a row that cannot be understood");
    }
  }

  @Test
  void ofATextFileEachLineIsAText() throws IOException {
    Path file = write("lines.txt", "\uFEFFone\r\n\r\ntwo");

    try (DataSet<Item> set = TextData.open(file, Columns.guessed())) {
      assertThat(set.items(Order.FILE, 0, 10))
          .extracting(Item::id, TextDataTest::text)
          .containsExactly(tuple("lines-000000", "one"), tuple("lines-000001", "two"));
    }
  }

  @Test
  void ofAFolderOrZipEachFileIsAText() throws IOException {
    Files.createDirectories(folder.resolve("set/good"));
    Files.writeString(folder.resolve("set/good/a.txt"), "x\ny");
    Files.writeString(folder.resolve("set/b.md"), "# z");
    Files.writeString(folder.resolve("set/c.png"), "no text");
    Path zip = folder.resolve("set.zip");
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
      for (String name : List.of("b.md", "good/a.txt", "c.png")) {
        out.putNextEntry(new ZipEntry(name));
        out.write(Files.readAllBytes(folder.resolve("set").resolve(name)));
      }
    }

    for (Path path : List.of(folder.resolve("set"), zip)) {
      try (DataSet<Item> set = TextData.open(path, Columns.guessed())) {
        assertThat(set.items(Order.FILE, 0, 10))
            .extracting(Item::id, TextDataTest::text, Item::contentType)
            .containsExactly(
                tuple("b.md", "# z", "text/markdown"), tuple("good/a.txt", "x\ny", "text/plain"));
      }
    }
  }

  @Test
  void aMissingColumnIsOneLineThatNamesTheColumnsThereAre() throws IOException {
    Path file = write("rows.tsv", "id\ttitle\tbody\n1\ta\tb\n");

    assertThatThrownBy(() -> TextData.open(file, Columns.guessed()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "--text-column: must be a column of rows.tsv, by name (id, title, body) or by number"
                + " (from 1), was text");
    assertThatThrownBy(() -> TextData.open(file, columns("4", List.of("title"), "1")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "--id-column: must be a column of rows.tsv, by name (id, title, body) or by number"
                + " (from 1), was 4");
  }

  @Test
  void saysInOneLineWhatIsNoData() throws IOException {
    Path empty = write("empty.tsv", "");
    Path header = write("header.tsv", "id\ttext\n");
    Path other = write("other.xls", "text");
    Path latin = folder.resolve("latin.txt");
    Files.write(latin, "ä".getBytes(ISO_8859_1));

    assertProblem(empty, "data: must hold rows, was empty: empty.tsv");
    assertProblem(header, ", was without any: " + header);
    assertProblem(other, "with a text on each line, was " + other);
    assertProblem(latin, "cannot be read: latin.txt is not UTF-8");
  }

  private static void assertProblem(Path file, String end) {
    assertThatThrownBy(() -> TextData.open(file, Columns.guessed()))
        .isInstanceOf(IllegalArgumentException.class)
        .message()
        .startsWith("data: must ")
        .endsWith(end)
        .hasLineCount(1);
  }

  private static Columns columns(String id, List<String> text, String time) {
    return new Columns(
        Optional.of(id),
        text,
        Optional.empty(),
        Optional.of(time),
        Map.of(),
        true,
        RowGroups.BY_TEXT);
  }

  private static String text(Item item) {
    return new String(item.payload(), UTF_8);
  }

  private Path write(String name, String content) throws IOException {
    Path file = folder.resolve(name);
    OutputStream plain = Files.newOutputStream(file);
    try (OutputStream out = name.endsWith(".gz") ? new GZIPOutputStream(plain) : plain) {
      out.write(content.getBytes(UTF_8));
    }
    return file;
  }
}
