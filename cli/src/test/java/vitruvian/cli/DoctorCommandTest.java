package vitruvian.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DoctorCommandTest {
  @TempDir Path folder;

  /// What the doctor is asked about: a process of its own that waits to be ended.
  static final class Patient {
    private static final List<Patient> HELD = List.of(new Patient(), new Patient());

    private Patient() {}

    public static void main(String[] args) throws IOException {
      System.out.println(
          "ready "
              + HELD.size()
              + vitruvian.memory.Ledger.process().open("planted", 12345).bytes());
      System.in.read();
    }
  }

  private static Process patient() throws IOException {
    var process =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "-XX:+UseSerialGC",
                "-XX:NativeMemoryTracking=summary",
                "-cp",
                System.getProperty("java.class.path"),
                Patient.class.getName())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    assertThat(process.inputReader().readLine()).isEqualTo("ready 212345");
    return process;
  }

  private static void end(Process process) throws IOException, InterruptedException {
    process.getOutputStream().close();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void anotherJvmOfOursIsToldWithItsLedgerAndWhoHoldsWhat() throws Exception {
    var patient = patient();
    try {
      var account = Cli.run("doctor", patient.pid());
      assertThat(account.code()).as(account.err()).isZero();
      assertThat(account.out()).contains("planted x 1", "resident", "native libraries");

      var picture = folder.resolve("holders.svg");
      var held =
          Cli.run("doctor", patient.pid(), "--holders", Patient.class.getName(), "--svg", picture);
      assertThat(held.code()).as(held.err()).isZero();
      assertThat(held.out()).contains("2 found", "Patient.HELD (static field)");
      assertThat(picture).content().contains("HELD (static)");

      var profile = Cli.run("doctor", patient.pid(), "--profile", "1");
      assertThat(profile.code()).isEqualTo(Exit.FAILED);
      assertThat(profile.err().lines()).singleElement().asString().contains("is no service");
    } finally {
      end(patient);
    }
  }

  @Test
  void whoCannotBeAskedIsOneLine() throws IOException {
    assertThat(oneLine("doctor", "2147483646")).contains("there is no process 2147483646");
    var sleep = new ProcessBuilder("sleep", "60").start();
    try {
      assertThat(oneLine("doctor", sleep.pid())).contains("is not a JVM");
      assertThat(sleep.isAlive()).isTrue();
    } finally {
      sleep.destroy();
    }
    String nobody;
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      nobody = "http://127.0.0.1:%d/".formatted(taken.getLocalPort());
    }
    assertThat(oneLine("doctor", nobody)).contains(nobody + " does not answer");
  }

  @Test
  void aServiceThatNamesAProcessOfAnotherIsNotBelieved() throws Exception {
    var patient = patient();
    var account = "{\"lines\":[],\"pid\":%d}".formatted(patient.pid());
    try (var service = new Impostor(account)) {
      assertThat(oneLine("doctor", service.address(), "--holders"))
          .contains("process %d, runs elsewhere".formatted(patient.pid()));
      assertThat(oneLine("doctor", service.address(), "--old-objects", "1"))
          .contains("runs elsewhere");
    } finally {
      end(patient);
    }
  }

  @Test
  void whatAServiceSaysDoesNotCommandTheTerminal() throws Exception {
    try (var service = new Impostor("red \u001b[31m and title \u009d0;x\u0007\tone\n")) {
      var run = Cli.run("doctor", service.address());
      assertThat(run.code()).as(run.err()).isZero();
      assertThat(run.out()).startsWith("red ?[31m and title ?0;x?\tone");
    }
  }

  @Test
  void norDoesItsRefusal() throws Exception {
    try (var service = new Impostor(403, "{\"detail\":\"no \\u001b[31m\\nand no\"}")) {
      assertThat(oneLine("doctor", service.address())).contains("refuses: no ?[31m and no");
    }
  }

  @Test
  void ctrlCEndsWhatTakesMinutes() throws Exception {
    try (var service = Impostor.silent()) {
      var stop = new StopSignal();
      Thread.ofVirtual()
          .start(
              () -> {
                service.awaitCall();
                stop.request();
              });
      var run = Cli.run(stop, "doctor", service.address(), "--profile", "300");
      assertThat(run.code()).isEqualTo(Exit.STOPPED);
    }
  }

  private static String oneLine(Object... args) {
    var run = Cli.run(args);
    assertThat(run.code()).as(run.err()).isEqualTo(Exit.FAILED);
    assertThat(run.out()).isEmpty();
    assertThat(run.err().lines()).hasSize(1);
    return run.err();
  }
}
