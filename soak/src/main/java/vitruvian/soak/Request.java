package vitruvian.soak;

import java.io.IOException;

/// One kind of request.
///
/// @param name for the account
/// @param good whether it deserves an answer with status 200; else a refusal is the right answer
/// @param alone whether it leaves its connection in no state for another request
/// @param play sends it
record Request(String name, boolean good, boolean alone, Play play) {
  static final String PATH = "/v1/holistic";
  static final String PICTURE = "picture";

  /// Sends a request and reads its answer.
  interface Play {
    /// Does so.
    ///
    /// @throws IOException where there is no answer
    Wire.Reply on(Wire wire) throws IOException;
  }

  /// A good picture.
  static Request picture(byte[] picture) {
    return new Request(PICTURE, true, false, wire -> post(wire, "", "", picture));
  }

  /// Posts a body. Who is refused before all of it was sent finds the answer all the same.
  static Wire.Reply post(Wire wire, String query, String headers, byte[] body) throws IOException {
    try {
      wire.post(PATH + query, headers, body.length);
      wire.send(body);
    } catch (IOException _) {
      // Told by what comes next: an answer, or none.
    }
    return wire.reply();
  }
}
