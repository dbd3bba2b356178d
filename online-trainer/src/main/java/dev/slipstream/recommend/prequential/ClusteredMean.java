package dev.slipstream.recommend.prequential;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A running mean whose interval takes into account that values of one user are alike: the variance
 * is that between users (the sandwich estimator with its small-sample factor; Cameron and Miller,
 * "A practitioner's guide to cluster-robust inference", Journal of Human Resources 50, 2015). Where
 * each value has a user of its own, it is the plain interval of a mean. It rests on the normal
 * distribution, so of a handful of users it is too narrow. Holds two numbers for each user. Not
 * thread-safe.
 */
public final class ClusteredMean {

  /** Standard errors to each side of the mean that hold 95 of 100 cases of a normal variable. */
  private static final double NORMAL_95 = 1.959964;

  private final Map<String, Part> users = new LinkedHashMap<>();
  private long count;
  private double sum;

  private static final class Part {
    private long count;
    private double sum;
  }

  /**
   * Takes in a value.
   *
   * @param value finite
   */
  public void add(String user, double value) {
    Part part = users.computeIfAbsent(user, unused -> new Part());
    part.count++;
    part.sum += value;
    count++;
    sum += value;
  }

  /** Writes all that was taken in. */
  public void save(DataOutputStream out) throws IOException {
    out.writeLong(count);
    out.writeDouble(sum);
    out.writeInt(users.size());
    for (Map.Entry<String, Part> user : users.entrySet()) {
      out.writeUTF(user.getKey());
      out.writeLong(user.getValue().count);
      out.writeDouble(user.getValue().sum);
    }
  }

  /** Replaces all that was taken in by what was saved. */
  public void restore(DataInputStream in) throws IOException {
    count = in.readLong();
    sum = in.readDouble();
    users.clear();
    for (int left = in.readInt(); left > 0; left--) {
      Part part = users.computeIfAbsent(in.readUTF(), unused -> new Part());
      part.count = in.readLong();
      part.sum = in.readDouble();
    }
  }

  /** Values taken in. */
  public long count() {
    return count;
  }

  /** Users they are of. */
  public int users() {
    return users.size();
  }

  /** The mean of all values, each counted the same; the interval needs two users. */
  public Estimate estimate() {
    double mean = sum / count;
    int n = users.size();
    double squares = 0;
    for (Part part : users.values()) {
      double residual = part.sum - part.count * mean;
      squares += residual * residual;
    }
    double margin = n < 2 ? Double.NaN : NORMAL_95 * Math.sqrt(squares * n / (n - 1.0)) / count;
    return new Estimate(mean, mean - margin, mean + margin);
  }
}
