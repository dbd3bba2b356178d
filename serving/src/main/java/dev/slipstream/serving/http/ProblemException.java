package dev.slipstream.serving.http;

/** Ends a request with a {@link Problem}. */
final class ProblemException extends RuntimeException {

  private final String type;
  private final String title;
  private final int status;

  private ProblemException(int status, String type, String title, String detail) {
    super(detail);
    this.type = type;
    this.title = title;
    this.status = status;
  }

  static ProblemException badParameter(String detail) {
    return new ProblemException(400, "bad-parameter", "Bad parameter", detail);
  }

  static ProblemException badBody(String detail) {
    return new ProblemException(400, "bad-body", "Bad body", detail);
  }

  static ProblemException badContent(String detail) {
    return new ProblemException(400, "bad-content", "Bad content", detail);
  }

  static ProblemException wrongType(String detail) {
    return new ProblemException(415, "wrong-type", "Wrong type", detail);
  }

  static ProblemException versionGone(String detail) {
    return new ProblemException(410, "version-gone", "Version gone", detail);
  }

  static ProblemException unknownItem(String detail) {
    return new ProblemException(404, "unknown-item", "Unknown item", detail);
  }

  static ProblemException noContent(String detail) {
    return new ProblemException(404, "content-gone", "Content gone", detail);
  }

  static ProblemException tooLarge(String detail) {
    return new ProblemException(413, "request-too-large", "Request too large", detail);
  }

  static ProblemException notShown(String detail) {
    return new ProblemException(415, "not-shown", "Not shown", detail);
  }

  static ProblemException notReady(String detail) {
    return new ProblemException(503, "not-ready", "Not ready", detail);
  }

  static ProblemException contentUnavailable(String detail) {
    return new ProblemException(503, "content-unavailable", "Content unavailable", detail);
  }

  static ProblemException feedbackUnavailable(String detail) {
    return new ProblemException(503, "feedback-unavailable", "Feedback unavailable", detail);
  }

  Problem at(String path) {
    return new Problem("urn:slipstream:problem:" + type, title, status, getMessage(), path);
  }
}
