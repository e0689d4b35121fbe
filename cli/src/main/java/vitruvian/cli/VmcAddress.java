package vitruvian.cli;

import java.net.InetSocketAddress;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;
import vitruvian.motion.VmcSender;

/// Where a receiver of the VMC protocol listens, from `HOST:PORT`, `HOST` or `:PORT`.
final class VmcAddress implements ITypeConverter<InetSocketAddress> {
  /// This machine, at the usual port.
  static final String USUAL = "127.0.0.1:" + VmcSender.PORT;

  @Override
  public InetSocketAddress convert(String text) {
    int colon = text.lastIndexOf(':');
    var host = colon < 0 ? text : text.substring(0, colon);
    try {
      int port = colon < 0 ? VmcSender.PORT : Integer.parseInt(text.substring(colon + 1));
      if (port >= 1 && port <= 65_535) {
        var address = new InetSocketAddress(host.isEmpty() ? "127.0.0.1" : host, port);
        if (address.isUnresolved()) {
          throw new TypeConversionException(
              "there is no host '%s'; an address is such as %s".formatted(host, USUAL));
        }
        return address;
      }
    } catch (NumberFormatException _) {
      // Told below.
    }
    throw new TypeConversionException("'%s' is no address such as %s".formatted(text, USUAL));
  }
}
