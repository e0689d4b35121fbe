package vitruvian.server;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.MultiPart;
import org.eclipse.jetty.http.MultiPartFormData;
import org.eclipse.jetty.http.QuotedQualityCSV;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Promise;
import org.jspecify.annotations.Nullable;
import vitruvian.landmarks.HolisticResult;
import vitruvian.landmarks.ResultJson;
import vitruvian.server.Metrics.Histogram;
import vitruvian.tracker.DecodeOutcome.Decoded;
import vitruvian.tracker.Frame;

/// `POST /v1/holistic`: a picture in, landmarks or an overlay out.
///
/// First there is room for the models that it asks for, then the body arrives, during which the
/// request holds nothing but the bytes that came; then it
/// takes one of the places of those that wait, then memory for the pixels, then a session.
final class HolisticEndpoint {
  private static final String FIELD = "image";
  private static final int MOST_PARTS = 20;
  // Of the largest answer without a picture, text and bytes.
  private static final long JSON_BYTES = 256 << 10;
  private static final String STAGES = "vitruvian_stage_seconds";
  private static final String HELP = "Time by stage of a picture";

  private final Service service;
  private final Histogram body;
  private final Histogram decode;
  private final Histogram wait;
  private final Histogram track;
  private final Histogram encode;

  HolisticEndpoint(Service service) {
    this.service = service;
    var metrics = service.metrics();
    this.body = metrics.histogram(STAGES, HELP, "stage=\"body\"");
    this.decode = metrics.histogram(STAGES, HELP, "stage=\"decode\"");
    this.wait = metrics.histogram(STAGES, HELP, "stage=\"wait\"");
    this.track = metrics.histogram(STAGES, HELP, "stage=\"track\"");
    this.encode = metrics.histogram(STAGES, HELP, "stage=\"encode\"");
  }

  /// An answer with the room it takes in the heap, which whoever has sent it closes.
  record Reply(String contentType, ByteBuffer bytes, AutoCloseable room) {}

  /// Answers a request. Blocks; for virtual threads.
  ///
  /// @throws Problem.Thrown where it is refused
  Reply answer(Request request) throws Exception {
    var choices = Choices.of(Request.extractQueryParameters(request), service.config().maxSide());
    var form = form(request);
    service.admit();
    long length = request.getLength();
    if (length > service.maxBody()) {
      throw Problem.bodyTooLarge(service.maxBody()).thrown();
    }
    service.requireModels(choices.options());
    long start = System.nanoTime();
    try (var arrived = service.body(service.maxBody())) {
      new BodyReader(request, arrived, service.pace()).read();
      body.add(since(start));
      try (var _ = service.place()) {
        return inMultiPart(request)
            ? ofPart(request, arrived, choices, form)
            : answer(arrived.bytes(), choices, form);
      }
    }
  }

  private static boolean inMultiPart(Request request) {
    var type = request.getHeaders().get(HttpHeader.CONTENT_TYPE);
    return type != null && type.toLowerCase(Locale.ROOT).startsWith("multipart/form-data");
  }

  private Reply ofPart(Request request, Body arrived, Choices choices, Answer form)
      throws Exception {
    var type = request.getHeaders().get(HttpHeader.CONTENT_TYPE);
    var parser = new MultiPartFormData.Parser(boundary(type));
    parser.setMaxParts(MOST_PARTS);
    parser.setMaxMemoryFileSize(-1); // nothing goes to the disk
    try (var parts = parts(parser, arrived.bytes())) {
      var pieces = pieces(image(parts).getContentSource());
      if (pieces.size() == 1) {
        // Where it lies in the body.
        return answer(MemorySegment.ofBuffer(pieces.getFirst()), choices, form);
      }
      try (var picture = service.body(service.maxBody())) {
        for (var piece : pieces) {
          picture.append(piece);
        }
        return answer(picture.bytes(), choices, form);
      }
    }
  }

  private static Problem.Thrown badMultipart(String detail) {
    return Problem.of(400, "bad-multipart", detail).thrown();
  }

  private static String boundary(@Nullable String type) {
    try {
      var boundary = MultiPart.extractBoundary(type);
      if (boundary != null) {
        return boundary;
      }
    } catch (IllegalArgumentException _) {
      // Quotes without an end: told below.
    }
    throw badMultipart("the multipart body has no boundary");
  }

  private static MultiPartFormData.Parts parts(
      MultiPartFormData.Parser parser, MemorySegment body) {
    var parts = new CompletableFuture<MultiPartFormData.Parts>();
    // All of the body is there, so that nothing is waited for.
    parser.parse(Content.Source.from(body.asByteBuffer()), Promise.Invocable.toPromise(parts));
    try {
      return parts.join();
    } catch (CompletionException malformed) {
      throw badMultipart("the multipart body is malformed");
    }
  }

  // The parts' own search fails where one has no name.
  private static MultiPart.Part image(MultiPartFormData.Parts parts) {
    for (var part : parts) {
      if (FIELD.equals(part.getName())) {
        return part;
      }
    }
    throw badMultipart("there is no part named \"image\"");
  }

  // They are slices of the body, and as long-lived.
  private static List<ByteBuffer> pieces(Content.Source source) {
    var pieces = new ArrayList<ByteBuffer>();
    for (var chunk = source.read(); chunk != null; chunk = source.read()) {
      if (Content.Chunk.isFailure(chunk)) {
        throw badMultipart("the part cannot be read");
      }
      if (chunk.hasRemaining()) {
        pieces.add(chunk.getByteBuffer().slice());
      }
      chunk.release();
      if (chunk.isLast()) {
        break;
      }
    }
    return pieces;
  }

  private Reply answer(MemorySegment encoded, Choices choices, Answer form) throws Exception {
    long start = System.nanoTime();
    Decoded decoded = service.decode(encoded, choices.maxSide());
    var decodeTime = since(start);
    decode.add(decodeTime);
    try (Frame frame = decoded.frame()) {
      start = System.nanoTime();
      var result =
          service
              .track(frame, choices.options())
              .withImage(decoded.original())
              .withDecode(decodeTime);
      var tracking = result.timing().total().minus(decodeTime);
      track.add(tracking);
      wait.add(since(start).minus(tracking));
      start = System.nanoTime();
      var reply =
          form == Answer.JSON ? json(result, choices.motion()) : picture(frame, result, form);
      encode.add(since(start));
      return reply;
    }
  }

  @SuppressWarnings("MustBeClosedChecker") // closed with the reply
  private Reply json(HolisticResult result, MotionWish motion) throws InterruptedException {
    // A mask is gray and compresses well, but not always.
    long mask =
        result.people().stream()
            .flatMap(person -> person.mask().stream())
            .mapToLong(it -> 3L * it.width() * it.height())
            .sum();
    var room = service.heap(JSON_BYTES + mask);
    try {
      var bytes = ResultJson.toBytes(result);
      if (motion.wanted()) {
        var text = new String(bytes, StandardCharsets.UTF_8);
        bytes = MotionFeed.withPose(text, result, motion).getBytes(StandardCharsets.UTF_8);
      }
      room.shrinkTo(bytes.length);
      return new Reply(Answer.JSON.contentType(), ByteBuffer.wrap(bytes), room);
    } catch (Throwable failure) {
      room.close();
      throw failure;
    }
  }

  @SuppressWarnings("MustBeClosedChecker") // closed with the reply
  private Reply picture(Frame frame, HolisticResult result, Answer form) throws Exception {
    var room = service.heap(Answer.bytes(frame));
    try {
      var bytes = service.onPlatformThread(() -> form.encode(frame, result));
      room.shrinkTo(bytes.length);
      return new Reply(form.contentType(), ByteBuffer.wrap(bytes), room);
    } catch (Throwable failure) {
      room.close();
      throw failure;
    }
  }

  /// The form that the client likes best of those there are; JSON where it does not say.
  private static Answer form(Request request) {
    var wishes = new QuotedQualityCSV();
    List<HttpField> accept = request.getHeaders().getFields(HttpHeader.ACCEPT);
    accept.forEach(field -> wishes.addValue(field.getValue()));
    for (var value : wishes.getValues()) {
      var wish = value.toLowerCase(Locale.ROOT);
      for (var form : Answer.values()) {
        if (wish.equals(form.contentType())) {
          return form;
        }
      }
      if (wish.equals("*/*") || wish.equals("application/*")) {
        return Answer.JSON;
      }
      if (wish.equals("image/*")) {
        return Answer.PNG;
      }
    }
    return Answer.JSON;
  }

  private static Duration since(long start) {
    return Duration.ofNanos(System.nanoTime() - start);
  }
}
