package dev.slipstream.serving.page;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Random;
import javax.imageio.ImageIO;

/** Small grey pictures: items of one class (the item's number modulo ten) show one shape. */
final class TestPictures {

  private static final int SIDE = 28;

  private TestPictures() {}

  static byte[] png(String id) {
    int number = Integer.parseInt(id.replaceAll("\\D", ""));
    Random random = new Random(number);
    BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_BYTE_GRAY);
    Graphics2D pen = image.createGraphics();
    pen.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    int light = 150 + random.nextInt(106);
    pen.setColor(new Color(light, light, light));
    pen.setStroke(new BasicStroke(2));
    pen.translate(SIDE / 2.0, SIDE / 2.0);
    pen.rotate(random.nextGaussian() * 0.2);
    draw(pen, number % 10, 7 + random.nextInt(4));
    pen.dispose();
    return encoded(image);
  }

  private static void draw(Graphics2D pen, int shape, int r) {
    switch (shape) {
      case 0 -> pen.fillOval(-r, -r, 2 * r, 2 * r);
      case 1 -> pen.drawOval(-r, -r, 2 * r, 2 * r);
      case 2 -> pen.fillRect(-r, -r, 2 * r, 2 * r);
      case 3 -> pen.drawRect(-r, -r, 2 * r, 2 * r);
      case 4 -> pen.fillPolygon(new int[] {-r, r, 0}, new int[] {r, r, -r}, 3);
      case 5 -> pen.drawPolygon(new int[] {-r, r, 0}, new int[] {r, r, -r}, 3);
      case 6 -> pen.fillRect(-r, -3, 2 * r, 6);
      case 7 -> pen.drawPolyline(new int[] {-r, 0, r}, new int[] {-r, r, -r}, 3);
      case 8 -> pen.fillArc(-r, -r, 2 * r, 2 * r, 0, 180);
      default -> pen.drawPolyline(new int[] {-r, -2, 2, r}, new int[] {r, -r, r, -r}, 4);
    }
  }

  private static byte[] encoded(BufferedImage image) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      ImageIO.write(image, "png", out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }
}
