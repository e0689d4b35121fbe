package vitruvian.server;

import com.google.errorprone.annotations.MustBeClosed;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.MultiPart;
import org.eclipse.jetty.http.MultiPartFormData;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Promise;
import vitruvian.landmarks.HolisticResult;
import vitruvian.landmarks.ResultJson;
import vitruvian.memory.ByteBudget.Reservation;
import vitruvian.server.Metrics.Histogram;
import vitruvian.server.Service.Counted;
import vitruvian.tracker.DecodeOutcome.Decoded;
import vitruvian.tracker.Frame;

/// `POST /v1/holistic`: a picture in, landmarks or an overlay out.
///
/// First the body arrives, during which the request holds nothing but the bytes that came; then it
/// takes one of the places of those that wait, then memory for the pixels, a decoder, memory for
/// the models that it asks for, and a session: for all of these together it waits no longer than
/// its patience.
final class HolisticEndpoint {
  private static final String FIELD = "image";
  private static final int MOST_PARTS = 8;
  // Each line of them is an object.
  private static final int MOST_PART_HEADER_BYTES = 2048;
  private static final Pattern BOUNDARY =
      Pattern.compile(
          ";\\s*+boundary\\s*+=\\s*+(?:\"([^\"]{1,70}+)\"|([^\\s;\"]{1,70}+))",
          Pattern.CASE_INSENSITIVE);
  private static final List<String> FORMS =
      Arrays.stream(Answer.values()).map(Answer::contentType).toList();
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
    service.requirePossible(choices.options());
    service.admit(choices.options());
    if (form != Answer.JSON) {
      service.requireHeapForPictures();
    }
    long length = request.getLength();
    if (length > service.maxBody()) {
      throw Problem.bodyTooLarge(service.maxBody()).thrown();
    }
    long start = System.nanoTime();
    try (var arrived = service.body(service.maxBody())) {
      try (var _ = trailers(request)) {
        new BodyReader(request, arrived, service.pace()).read();
      }
      body.add(since(start));
      try (var _ = service.place(choices.options())) {
        var asked = new Asked(choices, form, service.patience());
        return inMultiPart(request)
            ? ofPart(request, arrived, asked)
            : answer(arrived.bytes(), asked);
      }
    }
  }

  /// What a request asks for, and how long it may wait for it.
  private record Asked(Choices choices, Answer form, Service.Patience patience) {}

  // What comes in chunks may end in as many lines as a header has bytes, each of which is an
  // object.
  @MustBeClosed
  @SuppressWarnings("MustBeClosedChecker") // closed by the caller
  private Counted trailers(Request request) throws InterruptedException {
    return request.getHeaders().contains(HttpHeader.TRANSFER_ENCODING)
        ? service.heap(Chunks.TRAILER_BYTES, service.config().patience())::close
        : () -> {};
  }

  private static boolean inMultiPart(Request request) {
    var type = request.getHeaders().get(HttpHeader.CONTENT_TYPE);
    return type != null && type.toLowerCase(Locale.ROOT).startsWith("multipart/form-data");
  }

  private Reply ofPart(Request request, Body arrived, Asked asked) throws Exception {
    var type = request.getHeaders().get(HttpHeader.CONTENT_TYPE);
    var parser = new MultiPartFormData.Parser(boundary(type));
    parser.setMaxParts(MOST_PARTS);
    parser.setPartHeadersMaxLength(MOST_PART_HEADER_BYTES);
    parser.setMaxMemoryFileSize(-1); // nothing goes to the disk
    try (var parts = parts(parser, arrived.bytes())) {
      var pieces = pieces(image(parts).getContentSource());
      if (pieces.size() == 1) {
        // Where it lies in the body.
        return answer(MemorySegment.ofBuffer(pieces.getFirst()), asked);
      }
      try (var picture = service.body(service.maxBody())) {
        for (var piece : pieces) {
          picture.append(piece);
        }
        return answer(picture.bytes(), asked);
      }
    }
  }

  private static Problem.Thrown badMultipart(String detail) {
    return Problem.of(400, "bad-multipart", detail).thrown();
  }

  private static String boundary(String type) {
    var matcher = BOUNDARY.matcher(type);
    if (!matcher.find()) {
      throw badMultipart("the multipart body has no boundary");
    }
    return matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
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
    Optional<MultiPart.Part> image = Optional.empty();
    for (var part : parts) {
      if (Choices.isOption(part.getName())) {
        throw Problem.badParameter("%s belongs into the query".formatted(part.getName())).thrown();
      }
      if (FIELD.equals(part.getName())) {
        if (image.isPresent()) {
          throw Problem.badParameter("there is more than one part named \"image\"").thrown();
        }
        image = Optional.of(part);
      }
    }
    return image.orElseThrow(() -> badMultipart("there is no part named \"image\""));
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

  private Reply answer(MemorySegment encoded, Asked asked) throws Exception {
    try (var _ = service.groupTurn(asked.choices.options(), asked.patience)) {
      long start = System.nanoTime();
      Decoded decoded = service.decode(encoded, asked.choices.maxSide(), asked.patience);
      var decodeTime = since(start);
      decode.add(decodeTime);
      try (var frame = decoded.frame()) {
        return answer(frame, decodeTime, asked);
      }
    }
  }

  private Reply answer(Frame frame, Duration decodeTime, Asked asked) throws Exception {
    long pixels = (long) frame.width() * frame.height();
    var options = service.fitting(asked.choices, pixels, false);
    try (var _ = service.models(options, 4 * pixels, asked.patience)) {
      var room = service.heapForPeople(options, pixels, false, asked.patience);
      try {
        long start = System.nanoTime();
        var result = service.track(frame, options, asked.patience).withDecode(decodeTime);
        var tracking = result.timing().total().minus(decodeTime);
        track.add(tracking);
        wait.add(since(start).minus(tracking));
        start = System.nanoTime();
        var reply =
            asked.form == Answer.JSON
                ? json(result, asked, room)
                : picture(frame, result, asked, room);
        encode.add(since(start));
        return reply;
      } catch (Throwable failure) {
        room.ifPresent(Reservation::close);
        throw failure;
      }
    }
  }

  /// @param reserved what is there already for several people
  @SuppressWarnings("MustBeClosedChecker") // closed with the reply
  private Reply json(HolisticResult result, Asked asked, Optional<Reservation> reserved)
      throws InterruptedException {
    // A mask is gray and compresses well, but not always.
    long mask =
        result.people().stream()
            .flatMap(person -> person.mask().stream())
            .mapToLong(it -> 3L * it.width() * it.height())
            .sum();
    var room =
        reserved.isPresent()
            ? reserved.get()
            : service.heap(JSON_BYTES + mask, asked.patience.left());
    try {
      var choices = asked.choices;
      var bytes = ResultJson.toBytes(result);
      if (choices.motion().wanted()) {
        var text = new String(bytes, StandardCharsets.UTF_8);
        bytes = MotionFeed.withPose(text, result, choices).getBytes(StandardCharsets.UTF_8);
      }
      room.shrinkTo(bytes.length);
      return new Reply(Answer.JSON.contentType(), ByteBuffer.wrap(bytes), room);
    } catch (Throwable failure) {
      room.close();
      throw failure;
    }
  }

  @SuppressWarnings("MustBeClosedChecker") // closed with the reply
  private Reply picture(
      Frame frame, HolisticResult result, Asked asked, Optional<Reservation> reserved)
      throws Exception {
    var form = asked.form;
    var room = service.heapForPicture(Answer.bytes(frame), asked.patience);
    try {
      var bytes = service.onPlatformThread(() -> form.encode(frame, result), asked.patience);
      room.shrinkTo(bytes.length);
      reserved.ifPresent(Reservation::close);
      return new Reply(form.contentType(), ByteBuffer.wrap(bytes), room);
    } catch (Throwable failure) {
      room.close();
      throw failure;
    }
  }

  /// The form that the client likes best of those there are; JSON where it does not say.
  private static Answer form(Request request) {
    var accept = Accept.of(request);
    var best = accept.best(FORMS);
    if (best.isEmpty() && accept.refuses(Answer.JSON.contentType())) {
      throw Problem.of(406, "not-acceptable", "there are " + String.join(", ", FORMS)).thrown();
    }
    return best.map(Answer::of).orElse(Answer.JSON);
  }

  private static Duration since(long start) {
    return Duration.ofNanos(System.nanoTime() - start);
  }
}
