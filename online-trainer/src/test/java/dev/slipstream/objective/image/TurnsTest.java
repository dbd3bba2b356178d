package dev.slipstream.objective.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipstream.ingest.image.ImageShape;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TurnsTest {

  private static final ImageShape SQUARE = new ImageShape(9, 9, 3);
  private static final ImageShape WIDE = new ImageShape(8, 14, 1);

  @Test
  void aQuarterTakesTheRightEdgeToTheTop() {
    byte[] image = image(SQUARE, 1);

    byte[] turned = turned(SQUARE, image, 1);

    for (int plane = 0; plane < 3; plane++) {
      for (int i = 0; i < 9; i++) {
        int top = plane * 81 + i;
        int right = plane * 81 + i * 9 + 8;
        assertThat(turned[top]).isEqualTo(image[right]);
      }
    }
  }

  @Test
  void fourQuartersAreNone() {
    byte[] image = image(SQUARE, 2);
    byte[] turned = image;
    for (int quarter = 0; quarter < 4; quarter++) {
      turned = turned(SQUARE, turned, 1);
    }

    assertThat(turned).isEqualTo(image);
    assertThat(turned(SQUARE, turned(SQUARE, image, 1), 2)).isEqualTo(turned(SQUARE, image, 3));
  }

  @Test
  void halfATurnReversesWhatIsNotSquareToo() {
    byte[] image = image(WIDE, 3);
    byte[] expected = new byte[image.length];
    for (int i = 0; i < image.length; i++) {
      expected[i] = image[image.length - 1 - i];
    }

    assertThat(turned(WIDE, image, 2)).isEqualTo(expected);
  }

  @Test
  void aQuarterOfWhatIsNotSquareKeepsItsCorners() {
    byte[] image = image(WIDE, 4);

    byte[] turned = turned(WIDE, image, 1);

    assertThat(turned[0]).isEqualTo(image[13]);
    assertThat(turned[image.length - 14]).isEqualTo(image[0]);
    assertThat(turned[image.length - 1]).isEqualTo(image[image.length - 14]);
  }

  @Test
  void turnsAreBelowEachOther() {
    byte[] first = image(WIDE, 5);
    byte[] second = image(WIDE, 6);
    byte[] both = Arrays.copyOf(first, 2 * first.length);
    System.arraycopy(second, 0, both, first.length, second.length);

    byte[] turned = new Turns(WIDE).of(both, 2);

    assertThat(Arrays.copyOf(turned, both.length)).isEqualTo(both);
    assertThat(Arrays.copyOfRange(turned, 5 * first.length, 6 * first.length))
        .isEqualTo(turned(WIDE, second, 2));
  }

  private static byte[] turned(ImageShape shape, byte[] image, int quarters) {
    byte[] all = new Turns(shape).of(image, 1);
    return Arrays.copyOfRange(all, quarters * image.length, (quarters + 1) * image.length);
  }

  private static byte[] image(ImageShape shape, int seed) {
    byte[] image = new byte[shape.size()];
    new Random(seed).nextBytes(image);
    return image;
  }
}
