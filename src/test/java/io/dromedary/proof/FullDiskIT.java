package io.dromedary.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dromedary.cli.ChildProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The disk of the data folder is full, up to its reserve or wholly; then there is room again. */
@ExtendWith(Proof.class)
class FullDiskIT {
  private static final int MEGABYTES = 24;
  private static final int RESERVE = 6 << 20;

  private final Path folder;
  private final Ledger ledger = new Ledger();
  private final Random random = new Random();

  FullDiskIT(@TempDir(factory = ProofFolder.class) Path folder) {
    this.folder = folder;
  }

  private SmallDisk disk(Installation installation) throws Exception {
    SmallDisk disk = SmallDisk.mount(installation.data(), MEGABYTES);
    return disk == null ? Assumptions.abort("only root can mount a small file system") : disk;
  }

  @Test
  void atTheReserveNewEventsAreRefusedAndThoseThatWereAcceptedAreFinished() throws Exception {
    Installation installation =
        Installation.in(folder).with("dromedary.store.minFreeSpace=" + RESERVE);
    try (Partner partner = Partner.start(Partner.Mood.FAILS);
        SmallDisk disk = disk(installation);
        ChildProcess child =
            installation.with("dromedary.target.partner.url=" + partner.url()).start()) {
      send(child, 20, 200);
      Said.metric(child, "dromedary_failed_total\\{.*partner", failed -> failed > 0);
      disk.leave(RESERVE - 1_000_000);
      await().atMost(Duration.ofSeconds(20)).until(() -> post(child) == 503);

      Said.line(child, "disk is nearly full", "answered 503 until there is more", "Make room");
      Said.metric(child, "dromedary_disk_free_bytes", free -> free >= 0 && free < RESERVE);
      Said.metric(child, "dromedary_inbox_refused_total\\{.*disk", refused -> refused > 0);
      partner.become(Partner.Mood.TAKES);
      Drain.await(child);

      disk.free();
      await().atMost(Duration.ofSeconds(20)).until(() -> post(child) == 200);
      Said.line(child, "Callbacks are taken again");
      assertThat(HonestClient.sendOpen(ledger, child.callbackPort())).isTrue();
      Drain.await(child);
      Verdict.nothingIsLost(ledger, installation);
      Verdict.nothingIsLost(ledger, Reckoning.of(ledger, partner.taken()));
      Figures.measured("fault.reserve", ledger.acknowledgedCount());
    }
  }

  @Test
  void whenItIsWhollyFullNothingIsAcknowledgedAndAllGoesOnWhenThereIsRoom() throws Exception {
    Installation installation = Installation.in(folder).with("dromedary.store.minFreeSpace=0");
    try (SmallDisk disk = disk(installation);
        ChildProcess child = installation.start()) {
      send(child, 20, 200);
      disk.fill();
      await().atMost(Duration.ofSeconds(20)).until(() -> post(child) == 503);

      Said.line(child, "store could not commit", "503 until it can");
      Said.metric(child, "dromedary_store_up", up -> up == 0);
      Said.metric(child, "dromedary_inbox_refused_total\\{.*store", refused -> refused > 0);

      disk.free();
      await().atMost(Duration.ofSeconds(20)).until(() -> post(child) == 200);
      Said.metric(child, "dromedary_store_up", up -> up == 1);
      assertThat(HonestClient.sendOpen(ledger, child.callbackPort())).isTrue();
      Drain.await(child);
      Verdict.nothingIsLost(ledger, installation);
      Figures.measured("fault.disk", ledger.acknowledgedCount());
    }
  }

  private void send(ChildProcess child, int count, int status) throws Exception {
    for (int i = 0; i < count; i++) {
      assertThat(post(child)).isEqualTo(status);
    }
  }

  private int post(ChildProcess child) throws Exception {
    return HonestClient.sendOne(ledger, child.callbackPort(), random);
  }
}
