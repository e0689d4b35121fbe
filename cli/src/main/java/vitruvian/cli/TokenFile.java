package vitruvian.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// The file with the bearer token of the service.
final class TokenFile {
  private static final int LEAST_TOKEN = 8;

  private TokenFile() {}

  /// The token in its first line; none without a file.
  static Optional<String> read(Optional<Path> given) {
    if (given.isEmpty()) {
      return Optional.empty();
    }
    var file = given.get();
    try (var lines = Files.newBufferedReader(file)) {
      var token = Optional.ofNullable(lines.readLine()).orElse("").strip();
      if (token.length() < LEAST_TOKEN) {
        throw new WrongUsage(
            "--token-file %s: the first line has to have %d characters or more"
                .formatted(file, LEAST_TOKEN));
      }
      // No header can carry anything else, so that nobody would ever be let in.
      if (!token.chars().allMatch(letter -> letter > ' ' && letter < 0x7f)) {
        throw new WrongUsage(
            "--token-file %s: a token is of ASCII letters, digits and signs, without spaces"
                .formatted(file));
      }
      return Optional.of(token);
    } catch (IOException _) {
      throw new WrongUsage("--token-file %s cannot be read as text".formatted(file));
    }
  }
}
