package dev.slipstream.infra.data;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Iterator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(30)
class TextStreamTest {

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '`',
      value = {
        "a.log ~ `` ~ one ~ two ~ three",
        "a.tsv ~ id\ttext ~ 1\tone ~ 2\ttwo ~ 3\tthree",
        "a.csv ~ text,x ~ one,1 ~ \"two\",2 ~ three,3",
        "a.jsonl ~ `` ~ {\"text\":\"one\"} ~ {\"text\":\"two\"} ~ {\"text\":\"three\"}",
      })
  void aRowIsThereAsSoonAsItsLineIsWhole(
      String name, String header, String one, String two, String three) throws Exception {
    Path file = folder.resolve(name);
    Files.writeString(file, (header.isEmpty() ? "" : header + "\n") + one + "\n");

    try (TextStream stream = TextStream.follow(file, Columns.guessed())) {
      Iterator<Item> items = stream.items(Long.MAX_VALUE).iterator();
      assertThat(text(items.next())).isEqualTo("one");
      CompletableFuture<String> second = CompletableFuture.supplyAsync(() -> text(items.next()));
      append(file, two.substring(0, 3));
      append(file, two.substring(3) + "\n");
      assertThat(second.get(20, TimeUnit.SECONDS)).isEqualTo("two");
      append(file, three + "\n");
      assertThat(text(items.next())).isEqualTo("three");
    }
  }

  @Test
  void endsWhereItIsClosedOrTheLimitIsReached() throws Exception {
    Path file = folder.resolve("a.txt");
    Files.writeString(file, "one\ntwo\n");

    try (TextStream stream = TextStream.follow(file, Columns.guessed())) {
      Iterator<Item> first = stream.items(1).iterator();
      assertThat(first.next().id()).isEqualTo("a-000000");
      assertThat(first.hasNext()).isFalse();
      Iterator<Item> rest = stream.items(10).iterator();
      assertThat(rest.next().id()).isEqualTo("a-000001");
      CompletableFuture<Boolean> more = CompletableFuture.supplyAsync(rest::hasNext);
      stream.close();
      assertThat(more.get(20, TimeUnit.SECONDS)).isFalse();
    }
  }

  @Test
  void onlyAFileOfRowsCanBeFollowed() {
    assertThatThrownBy(() -> TextStream.follow(folder, Columns.guessed()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("data: must be a TSV, CSV, JSONL or TXT file to be followed, was " + folder);
  }

  private static void append(Path file, String text) throws IOException {
    Files.writeString(file, text, StandardOpenOption.APPEND);
  }

  private static String text(Item item) {
    return new String(item.payload(), UTF_8);
  }
}
