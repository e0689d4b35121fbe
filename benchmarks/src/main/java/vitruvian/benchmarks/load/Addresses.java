package vitruvian.benchmarks.load;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/// Where clients come from: for a service at the loopback address other addresses of its network,
/// as clients do from elsewhere; else the usual one. Any number of threads may take them.
public final class Addresses {
  private final List<InetAddress> all;
  private final AtomicInteger next = new AtomicInteger();

  private Addresses(List<InetAddress> all) {
    this.all = all;
  }

  /// Some addresses.
  ///
  /// @param network the third number, 0 to 255
  /// @param first the last number of the first, 1 to 254
  /// @throws UnknownHostException where there is no such service
  public static Addresses of(URI service, int network, int first, int count)
      throws UnknownHostException {
    var host = InetAddress.getByName(service.getHost().replaceAll("[\\[\\]]", ""));
    if (!(host.isLoopbackAddress() && host instanceof Inet4Address)) {
      return new Addresses(List.of(new InetSocketAddress(0).getAddress()));
    }
    return new Addresses(
        IntStream.range(first, first + count).mapToObj(last -> loopback(network, last)).toList());
  }

  private static InetAddress loopback(int network, int last) {
    try {
      return InetAddress.getByAddress(new byte[] {127, 0, (byte) network, (byte) last});
    } catch (UnknownHostException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /// One of them, by a number from anywhere.
  public InetAddress get(int number) {
    return all.get(Math.floorMod(number, all.size()));
  }

  /// One after the other.
  public InetAddress next() {
    return get(next.getAndIncrement());
  }
}
