package dev.slipstream.objective.audio;

import dev.slipstream.matrix.Matrix;
import dev.slipstream.memory.cluster.OnlineKMeans;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Rows cut into as many pieces as there are codebooks, each piece replaced by the nearest code of
 * its book (product quantisation: Jégou et al. 2011, doi:10.1109/TPAMI.2010.57). The books are
 * clusters of the pieces met on the stream.
 */
final class ProductQuantizer {

  /**
   * What rows became.
   *
   * @param pieces of the rows, by codebook
   * @param nearest code of each row, by codebook
   * @param centroids that stand for the rows, {@code [M, size]}
   * @param ids the same for rows of the same codes only
   */
  record Codes(List<Matrix> pieces, List<int[]> nearest, Matrix centroids, long[] ids) {}

  private final List<OnlineKMeans> books;

  /**
   * A quantiser.
   *
   * @param book makes one of the books, as wide as a piece
   */
  ProductQuantizer(int books, Supplier<OnlineKMeans> book) {
    this.books = Stream.generate(book).limit(books).toList();
  }

  /**
   * Quantises.
   *
   * @param rows {@code [M, size]}
   */
  Codes codes(Matrix rows, long step) {
    int m = rows.rows();
    int width = rows.cols() / books.size();
    Matrix all = rows.reshape(m * books.size(), width);
    Matrix centroids = rows.device().zeros(m * books.size(), width);
    List<Matrix> pieces = new ArrayList<>();
    List<int[]> nearest = new ArrayList<>();
    long[] ids = new long[m];
    for (int g = 0; g < books.size(); g++) {
      OnlineKMeans book = books.get(g);
      int[] own = ofBook(g, m);
      Matrix piece = all.gather(own);
      book.begin(piece, step);
      int[] codes = book.nearest(piece);
      centroids.setRows(own, book.centroids().gather(codes));
      for (int i = 0; i < m; i++) {
        ids[i] = ids[i] * book.clusters() + codes[i];
      }
      pieces.add(piece);
      nearest.add(codes);
    }
    return new Codes(pieces, nearest, centroids.reshape(m, rows.cols()), ids);
  }

  /** Moves the books towards what was quantised. */
  void learn(Codes codes, long step) {
    for (int g = 0; g < books.size(); g++) {
      books.get(g).learn(codes.pieces().get(g), codes.nearest().get(g), step);
    }
  }

  /** Where the pieces of one book are among all, which lie row by row. */
  private int[] ofBook(int book, int rows) {
    return IntStream.range(0, rows).map(i -> i * books.size() + book).toArray();
  }
}
