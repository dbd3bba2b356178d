package dev.slipstream.encoder;

/** What an encoder takes: one row of a matrix for each sample. */
public sealed interface InputSpec {

  /** Values in a row. */
  int columns();

  /**
   * Maps over two dimensions: the pixels of an image, or the frames (height) and bands (width) of a
   * spectrogram. A row holds them channel by channel, each row by row.
   */
  record Planes(int height, int width, int channels) implements InputSpec {

    public Planes {
      if (height < 1 || width < 1 || channels < 1) {
        throw new IllegalArgumentException(
            "input: must be of at least 1x1x1, was %dx%dx%d".formatted(height, width, channels));
      }
    }

    @Override
    public int columns() {
      return height * width * channels;
    }

    @Override
    public String toString() {
      return height + "x" + width + "x" + channels;
    }
  }

  /**
   * The tokens of a text. A row holds their ids from 1 to {@code vocabulary - 1} and ends in zeros
   * where the text is shorter.
   *
   * @param length most tokens
   * @param vocabulary ids, 0 included
   */
  record Tokens(int length, int vocabulary) implements InputSpec {

    /** Ids up to here are exact as floats. */
    private static final int MAX_VOCABULARY = 1 << 24;

    public Tokens {
      if (length < 1 || vocabulary < 2 || vocabulary > MAX_VOCABULARY) {
        throw new IllegalArgumentException(
            "input: must be of at least 1 token and of 2 to %d ids, was %d and %d"
                .formatted(MAX_VOCABULARY, length, vocabulary));
      }
    }

    @Override
    public int columns() {
      return length;
    }

    @Override
    public String toString() {
      return length + " tokens of " + vocabulary;
    }
  }

  /** Plain columns: the output of another network. */
  record Vector(int columns) implements InputSpec {

    public Vector {
      if (columns < 1) {
        throw new IllegalArgumentException("input: must be of at least 1 column, was " + columns);
      }
    }

    @Override
    public String toString() {
      return columns + " columns";
    }
  }

  /**
   * What is known of something, as weighted ids and values. A row holds {@code length} ids from 1
   * to {@code vocabulary - 1} (0 where there are fewer), then a weight for each of them, then the
   * values.
   *
   * @param length most ids
   * @param vocabulary ids, 0 included
   * @param values numbers beside them, may be 0
   */
  record Features(int length, int vocabulary, int values) implements InputSpec {

    public Features {
      new Tokens(length, vocabulary); // the ids obey the same rules
      if (values < 0) {
        throw new IllegalArgumentException("input: must be of at least 0 values, was " + values);
      }
    }

    @Override
    public int columns() {
      return 2 * length + values;
    }

    @Override
    public String toString() {
      return "%d weighted ids of %d and %d values".formatted(length, vocabulary, values);
    }
  }
}
