package dev.slipstream.serving.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.handler.ErrorHandler;

/** Requests that Jetty refuses before any route sees them get a problem as well. */
final class JettyErrors extends ErrorHandler {

  private final ObjectMapper json;

  JettyErrors(ObjectMapper json) {
    this.json = json;
  }

  @Override
  public void handle(
      String target, Request baseRequest, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    response.setContentType(Problem.MEDIA_TYPE);
    SecurityHeaders.ALL.forEach(response::setHeader);
    response.getOutputStream().write(problem(response.getStatus(), request.getRequestURI()));
    baseRequest.setHandled(true);
  }

  @Override
  public ByteBuffer badMessageError(int status, String reason, HttpFields.Mutable fields) {
    fields.put("Content-Type", Problem.MEDIA_TYPE);
    SecurityHeaders.ALL.forEach(fields::put);
    try {
      return ByteBuffer.wrap(problem(status, null));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private byte[] problem(int status, String path) throws JsonProcessingException {
    String title = HttpStatus.getMessage(status);
    return json.writeValueAsBytes(new Problem("about:blank", title, status, title, path));
  }
}
