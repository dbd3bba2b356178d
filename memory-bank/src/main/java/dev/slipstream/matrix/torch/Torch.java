package dev.slipstream.matrix.torch;

import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.openblas.global.openblas;
import org.bytedeco.pytorch.MemoryFormatOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Loads libtorch once, and holds the native constants every operation needs. */
final class Torch {

  static final TensorOptions FLOATS;
  static final TensorOptions BYTES;
  static final TensorOptions INTS;
  static final MemoryFormatOptional ANY_FORMAT;
  static final ScalarTypeOptional SAME_TYPE;
  static final ScalarOptional TWO;

  private static final String BLAS = "org.bytedeco.openblas.load";

  static {
    preferMkl();
    // One BLAS thread: more would fight libtorch's own threads for the same cores.
    openblas.blas_set_num_threads(1);
    try (PointerScope scope = new PointerScope()) {
      FLOATS = permanent(new TensorOptions(ScalarType.Float));
      BYTES = permanent(new TensorOptions(ScalarType.Byte));
      INTS = permanent(new TensorOptions(ScalarType.Int));
      ANY_FORMAT = permanent(new MemoryFormatOptional());
      SAME_TYPE = permanent(new ScalarTypeOptional());
      TWO = permanent(new ScalarOptional(new Scalar(2.0)));
    }
  }

  private Torch() {}

  /**
   * Loads the native libraries.
   *
   * @throws IllegalStateException if they do not load here
   */
  static void load() {
    try {
      Loader.load(torch.class);
      SAME_TYPE.has_value();
    } catch (LinkageError e) {
      throw new IllegalStateException(
          "libtorch: cannot be loaded for " + Loader.getPlatform() + ": " + e.getMessage(), e);
    }
  }

  /** An uninitialised tensor on the CPU. */
  static Tensor empty(TensorOptions options, long... shape) {
    return torch.empty(shape, options, ANY_FORMAT);
  }

  /** Keeps a pointer beyond every open scope. */
  static <P extends Pointer> P permanent(P pointer) {
    return pointer.retainReference();
  }

  private static void preferMkl() {
    if (System.getProperty(BLAS) == null) {
      try {
        Class.forName("org.bytedeco.mkl.global.mkl_rt", false, Torch.class.getClassLoader());
        System.setProperty(BLAS, "mkl");
      } catch (ClassNotFoundException e) {
        // OpenBLAS serves as well, somewhat slower.
      }
    }
  }
}
