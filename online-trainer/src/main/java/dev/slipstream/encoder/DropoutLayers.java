package dev.slipstream.encoder;

import java.util.HashMap;
import java.util.Map;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.dropout.Dropout;
import org.deeplearning4j.nn.conf.dropout.IDropout;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.Layer;

/** The dropout a graph declares, which the engines draw from {@link Noise} and not from DL4J. */
public final class DropoutLayers {

  private DropoutLayers() {}

  /**
   * The share that each dropout layer keeps, by name.
   *
   * @throws IllegalArgumentException naming a layer that drops anything in another way
   */
  public static Map<String, Double> kept(ComputationGraphConfiguration configuration) {
    Map<String, Double> kept = new HashMap<>();
    for (Map.Entry<String, GraphVertex> vertex : configuration.getVertices().entrySet()) {
      if (vertex.getValue() instanceof LayerVertex layerVertex) {
        Layer layer = layerVertex.getLayerConf().getLayer();
        if (layer.getIDropout() != null) {
          kept.put(vertex.getKey(), kept(vertex.getKey(), layer));
        }
      }
    }
    return kept;
  }

  private static double kept(String vertex, Layer layer) {
    IDropout declared = layer.getIDropout();
    if (layer instanceof DropoutLayer
        && declared instanceof Dropout dropout
        && dropout.getPSchedule() == null) {
      return dropout.getP();
    }
    throw new IllegalArgumentException(
        "%s: dropout must be a DropoutLayer's plain Dropout, was %s in %s"
            .formatted(vertex, declared, layer.getClass().getSimpleName()));
  }
}
