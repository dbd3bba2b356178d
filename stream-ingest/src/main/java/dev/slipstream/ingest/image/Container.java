package dev.slipstream.ingest.image;

import static dev.slipstream.ingest.FileType.corrupt;

import dev.slipstream.wire.RefusedException;

/**
 * An image file whose structure was walked and found whole, reduced to what its pixels need. Text,
 * thumbnails, colour profiles and links never reach the decoder: they are where image libraries
 * spend unbounded memory or time, or open other files.
 *
 * @param type of the file
 * @param height pixels, as the header says
 * @param width pixels, as the header says
 * @param file the reduced file
 * @param orientation of the picture in it
 */
record Container(ImageType type, int height, int width, byte[] file, Orientation orientation) {

  /** Of a kind that knows no orientation. */
  Container(ImageType type, int height, int width, byte[] file) {
    this(type, height, width, file, Orientation.UPRIGHT);
  }

  /**
   * Walks a file. Takes time and memory in proportion to its length alone, whatever its header
   * says.
   *
   * @throws RefusedException if it is damaged, cut short or of a kind that is not decoded
   */
  static Container of(ImageType type, byte[] file) throws RefusedException {
    try {
      return switch (type) {
        case PNG -> PngContainer.read(file);
        case JPEG -> JpegContainer.read(file);
        case GIF -> GifContainer.read(file);
        case BMP -> BmpContainer.read(file);
      };
    } catch (IndexOutOfBoundsException e) {
      throw corrupt(type, "is cut short");
    }
  }

  long pixels() {
    return (long) height * width;
  }
}
