package dev.slipstream.ingest.image;

import static dev.slipstream.ingest.FileType.corrupt;

import dev.slipstream.wire.DeadLetter.Reason;
import dev.slipstream.wire.RefusedException;
import java.time.Duration;
import java.util.function.LongSupplier;
import javax.imageio.ImageReader;
import javax.imageio.event.IIOReadProgressListener;
import javax.imageio.event.IIOReadWarningListener;

/**
 * Stops a reader at a deadline and hears its complaints. The reader calls it as rows are done, on
 * its own thread: the one place from which every reader may be stopped.
 */
final class DecodeWatch implements IIOReadProgressListener, IIOReadWarningListener {

  private final LongSupplier nanoTime;
  private final Duration timeout;
  private final long start;
  private boolean late;
  private String warning = "";

  DecodeWatch(LongSupplier nanoTime, Duration timeout) {
    this.nanoTime = nanoTime;
    this.timeout = timeout;
    this.start = nanoTime.getAsLong();
  }

  /** Throws if the image that was read is not whole. */
  void requireGood(ImageType type) throws RefusedException {
    if (late) {
      throw new RefusedException(
          Reason.DECODE_TIMEOUT, "Decoding took longer than " + timeout.toMillis() + " ms.");
    }
    if (!warning.isEmpty()) {
      throw corrupt(type, "is damaged: " + warning);
    }
  }

  @Override
  public void imageProgress(ImageReader source, float percentageDone) {
    if (!late && nanoTime.getAsLong() - start > timeout.toNanos()) {
      late = true;
      source.abort();
    }
  }

  @Override
  public void warningOccurred(ImageReader source, String message) {
    // Readers go on after damage with grey pixels and a warning. Stray bytes alone do no harm.
    if (warning.isEmpty() && !message.contains("extraneous bytes")) {
      warning = message;
    }
  }

  @Override
  public void imageStarted(ImageReader source, int imageIndex) {}

  @Override
  public void imageComplete(ImageReader source) {}

  @Override
  public void readAborted(ImageReader source) {}

  @Override
  public void sequenceStarted(ImageReader source, int minIndex) {}

  @Override
  public void sequenceComplete(ImageReader source) {}

  @Override
  public void thumbnailStarted(ImageReader source, int imageIndex, int thumbnailIndex) {}

  @Override
  public void thumbnailProgress(ImageReader source, float percentageDone) {}

  @Override
  public void thumbnailComplete(ImageReader source) {}
}
