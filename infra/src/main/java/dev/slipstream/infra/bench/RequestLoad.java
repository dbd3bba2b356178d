package dev.slipstream.infra.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;

/**
 * Asks for neighbours at a fixed rate, whether or not the answers come: a request is timed from
 * when it was due, so that one slow answer does not hide what the next ones would have waited.
 */
final class RequestLoad {

  private static final double TOLERANCE = 1e-3;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final ServedItems items;
  private final String server;
  private final int k;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  RequestLoad(ServedItems items, int port, int k) {
    this.items = items;
    this.server = "http://127.0.0.1:" + port;
    this.k = k;
  }

  /**
   * What came back.
   *
   * @param failed requests without a right answer in form
   * @param mixed answers with a cosine that no single version has
   * @param recall share of the true neighbours that were answered, over all answers
   * @param millis of all requests, sorted
   * @param versions that answered
   */
  record Outcome(int failed, int mixed, double recall, double[] millis, int versions) {

    double quantile(double share) {
      return millis[(int) Math.ceil(share * millis.length) - 1];
    }
  }

  /** Sends requests for a while and waits for all answers. */
  Outcome run(int perSecond, Duration length) {
    int count = (int) (perSecond * length.toMillis() / 1000);
    List<CompletableFuture<Answer>> pending = new ArrayList<>(count);
    long start = System.nanoTime();
    for (int i = 0; i < count; i++) {
      long due = start + i * 1_000_000_000L / perSecond;
      ServeBench.sleepUntil(due);
      pending.add(ask(items.asked().get(i % items.asked().size()), due));
    }
    return outcome(pending.stream().map(CompletableFuture::join).toList());
  }

  /** One answer; its body is null if there was none. */
  private record Answer(String id, double millis, byte[] body) {}

  private CompletableFuture<Answer> ask(String id, long due) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(server + "/v1/items/" + id + "/neighbors?k=" + k))
            .timeout(Duration.ofSeconds(30))
            .build();
    return client
        .sendAsync(request, BodyHandlers.ofByteArray())
        .handle(
            (response, error) ->
                new Answer(id, (System.nanoTime() - due) / 1e6, body(response, error)));
  }

  private static byte[] body(HttpResponse<byte[]> response, Throwable error) {
    return error == null && response.statusCode() == 200 ? response.body() : null;
  }

  private Outcome outcome(List<Answer> answers) {
    int failed = 0;
    int mixed = 0;
    long found = 0;
    TreeSet<Long> versions = new TreeSet<>();
    for (Answer answer : answers) {
      if (answer.body == null) {
        failed++;
        continue;
      }
      JsonNode json = parse(answer.body);
      versions.add(json.get("version").asLong());
      mixed += isMixed(answer.id, json.get("neighbors")) ? 1 : 0;
      for (JsonNode near : json.get("neighbors")) {
        found += items.nearest(answer.id).contains(near.get("id").asText()) ? 1 : 0;
      }
    }
    double[] millis = answers.stream().mapToDouble(Answer::millis).sorted().toArray();
    double wanted = (double) k * (answers.size() - failed);
    return new Outcome(failed, mixed, found / wanted, millis, versions.size());
  }

  private boolean isMixed(String id, JsonNode neighbors) {
    for (JsonNode near : neighbors) {
      double cosine = items.cosine(id, near.get("id").asText());
      if (Math.abs(near.get("similarity").asDouble() - cosine) > TOLERANCE) {
        return true;
      }
    }
    return false;
  }

  private static JsonNode parse(byte[] body) {
    try {
      return JSON.readTree(body);
    } catch (IOException e) {
      throw new IllegalStateException("an answer was not JSON", e);
    }
  }
}
