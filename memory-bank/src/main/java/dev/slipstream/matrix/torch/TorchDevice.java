package dev.slipstream.matrix.torch;

import dev.slipstream.matrix.Device;
import dev.slipstream.matrix.Scope;
import dev.slipstream.matrix.Shapes;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.DeviceOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Matrices on libtorch. Values cross from the JVM in one bulk copy each; bytes cross as bytes and
 * become floats on the device.
 *
 * <p>A {@link Scope} of this device is a JavaCPP {@link PointerScope}: tensors made directly
 * through libtorch while it is open are released with it too.
 */
public final class TorchDevice implements Device {

  private final String name;
  private final boolean cpu;
  private final org.bytedeco.pytorch.Device location;
  private final TensorOptions floats;

  private TorchDevice(String place) {
    try (PointerScope scope = new PointerScope()) {
      name = "torch " + place;
      location = Torch.permanent(new org.bytedeco.pytorch.Device(place));
      cpu = location.is_cpu();
      floats =
          Torch.permanent(new TensorOptions(ScalarType.Float).device(new DeviceOptional(location)));
    }
  }

  /**
   * The CPU.
   *
   * @param threads of libtorch's work for the calling thread, and for threads that name none; 0 for
   *     one each core
   * @throws IllegalArgumentException if {@code threads} is negative
   * @throws IllegalStateException if the native libraries do not load here, saying why
   */
  public static TorchDevice cpu(int threads) {
    if (threads < 0) {
      throw new IllegalArgumentException("threads: must be >= 0, was " + threads);
    }
    Torch.load();
    setThreads(threads == 0 ? Runtime.getRuntime().availableProcessors() : threads);
    return new TorchDevice("cpu");
  }

  /**
   * OpenMP keeps the number for each calling thread, but a thread's first use of libtorch takes the
   * process's latest one. So that use is made here, before another thread can name another number.
   */
  private static synchronized void setThreads(int threads) {
    torch.set_num_threads(threads);
    torch.get_num_threads();
  }

  /**
   * A GPU.
   *
   * @param index of the GPU, from 0
   * @throws IllegalStateException if libtorch sees no such GPU, or does not load here
   */
  public static TorchDevice cuda(int index) {
    Torch.load();
    long gpus = torch.cuda_is_available() ? torch.getNumGPUs() : 0;
    if (index < 0 || index >= gpus) {
      throw new IllegalStateException(
          "cuda:" + index + ": libtorch sees " + gpus + " GPUs; build with -Pcuda to use one");
    }
    return new TorchDevice("cuda:" + index);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public TorchMatrix zeros(int rows, int cols) {
    Shapes.requireNonEmpty(rows, cols);
    return new TorchMatrix(this, torch.zeros(new long[] {rows, cols}, floats), rows, cols);
  }

  @Override
  public TorchMatrix of(float[] values, int rows, int cols) {
    Shapes.requireLength(values.length, rows, cols);
    return new TorchMatrix(this, onDevice(hostTensor(values, rows, cols)), rows, cols);
  }

  @Override
  public TorchMatrix ofBytes(byte[] values, int rows, int cols, float scale, float shift) {
    Shapes.requireLength(values.length, rows, cols);
    Tensor host = Torch.empty(Torch.BYTES, rows, cols);
    try (BytePointer data = host.data_ptr_byte()) {
      data.put(values);
    }
    try (Tensor bytes = onDevice(host);
        Scalar by = new Scalar(scale);
        Scalar plus = new Scalar(shift)) {
      Tensor result = bytes.to(ScalarType.Float);
      result.mul_(by);
      result.add_(plus);
      return new TorchMatrix(this, result, rows, cols);
    }
  }

  /**
   * A matrix over a tensor's memory. The matrix is detached from any autograd graph; the tensor
   * given remains the caller's to close.
   *
   * @param tensor float32 {@code [rows, cols]} on this device, contiguous
   * @throws IllegalArgumentException if it is anything else
   */
  public TorchMatrix wrap(Tensor tensor) {
    if (tensor.dim() != 2) {
      throw new IllegalArgumentException(
          "tensor: must have 2 dimensions, was " + tensor.dim() + "; name rows and columns");
    }
    return wrap(tensor, (int) tensor.size(0), (int) tensor.size(1));
  }

  /**
   * A matrix {@code [rows, cols]} over the memory of a tensor of any number of dimensions.
   *
   * @see #wrap(Tensor)
   */
  public TorchMatrix wrap(Tensor tensor, int rows, int cols) {
    Shapes.requireLength(Math.toIntExact(tensor.numel()), rows, cols);
    if (tensor.scalar_type().intern() != ScalarType.Float
        || !tensor.is_contiguous()
        || tensor.is_cpu() != cpu) {
      throw new IllegalArgumentException(
          "tensor: must be contiguous, float32 and on " + name + ", was another kind");
    }
    try (Tensor detached = tensor.detach()) {
      return new TorchMatrix(this, detached.view(rows, cols), rows, cols);
    }
  }

  @Override
  public Scope scope() {
    return new TorchScope();
  }

  /** The values copied to the host. */
  float[] toHost(Tensor tensor, int length) {
    float[] values = new float[length];
    try (Tensor host = cpu ? null : tensor.cpu();
        FloatPointer data = (cpu ? tensor : host).data_ptr_float()) {
      data.get(values);
    }
    return values;
  }

  /** A tensor on the CPU with these values. */
  static Tensor hostTensor(float[] values, int rows, int cols) {
    Tensor host = Torch.empty(Torch.FLOATS, rows, cols);
    try (FloatPointer data = host.data_ptr_float()) {
      data.put(values);
    }
    return host;
  }

  /** A tensor of row numbers on this device. */
  Tensor indices(int[] index) {
    Tensor host = Torch.empty(Torch.INTS, index.length);
    try (IntPointer data = host.data_ptr_int()) {
      data.put(index);
    }
    return onDevice(host);
  }

  /** {@code host} itself on the CPU, else its copy on the GPU. Consumes the argument. */
  private Tensor onDevice(Tensor host) {
    if (cpu) {
      return host;
    }
    try (host) {
      return host.to(location, host.scalar_type());
    }
  }

  private record TorchScope(PointerScope pointers) implements Scope {
    TorchScope() {
      this(new PointerScope());
    }

    @Override
    public void close() {
      pointers.close();
    }
  }
}
