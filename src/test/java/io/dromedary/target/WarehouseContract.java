package io.dromedary.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dromedary.delivery.DeliveryBatch;
import io.dromedary.event.EventHeaders;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.sql.DataSource;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the warehouse does on every database that its statements are shipped for. */
abstract class WarehouseContract extends TargetRouteTest {
  WarehouseContract() {
    super("warehouse");
  }

  abstract Connection connect() throws SQLException;

  @AfterEach
  void dropTable() throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute("drop table if exists event");
    }
  }

  @Test
  void the_first_delivery_creates_the_table_and_its_row() throws Exception {
    Exchange done = deliver(BODY, Map.of());

    assertThat(done.getException()).isNull();
    assertThat(row())
        .containsExactly(
            "itwin",
            EVENT_ID,
            "iModels.iModelDeleted.v1",
            "iModels",
            null,
            "2026-11-22T23:59:58Z",
            "2026-11-22T23:59:59.999Z",
            new String(BODY, StandardCharsets.UTF_8));
  }

  @Test
  void a_repeat_replaces_the_row() throws Exception {
    deliver(BODY, Map.of());
    byte[] second = "{\"second\":true}".getBytes(StandardCharsets.UTF_8);

    Exchange done =
        deliver(second, Map.of(EventHeaders.SUBSCRIPTION, "hook", EventHeaders.DOMAIN, "d"));

    assertThat(done.getException()).isNull();
    assertThat(row()).containsSequence("d", "hook").endsWith("{\"second\":true}");
  }

  @Test
  void invalid_utf8_and_nul_are_kept_whole() throws Exception {
    for (byte[] body : List.of(new byte[] {'{', (byte) 0xff, '}'}, new byte[] {'{', 0, '}'})) {
      Exchange done = deliver(body, Map.of());

      assertThat(done.getException()).isNull();
      String payload = row().get(7);
      String head = "data:application/octet-stream;base64,";
      assertThat(payload).startsWith(head);
      assertThat(Base64.getDecoder().decode(payload.substring(head.length()))).isEqualTo(body);
    }
  }

  @Test
  void nul_and_half_characters_in_the_envelope_do_not_fail_the_row() throws Exception {
    Exchange done =
        deliver(BODY, Map.of(EventHeaders.EVENT_TYPE, "a\0b", EventHeaders.SUBSCRIPTION, "\ud800"));

    assertThat(done.getException()).isNull();
    assertThat(row()).contains("a\uFFFDb");
  }

  @Test
  void a_callback_that_looks_like_sql_is_data() throws Exception {
    byte[] body = "'); drop table event; -- :?CamelInboxSource".getBytes(StandardCharsets.UTF_8);

    deliver(body, eventId("x'; drop table event; --"));

    assertThat(row())
        .contains("x'; drop table event; --")
        .endsWith(new String(body, StandardCharsets.UTF_8));
  }

  @Test
  void eight_mebibytes_fit() throws Exception {
    byte[] body = new byte[8 << 20];
    Arrays.fill(body, (byte) 'x');

    Exchange done = deliver(body, Map.of());

    assertThat(done.getException()).isNull();
    assertThat(row().get(7)).hasSize(body.length);
  }

  @Test
  void concurrent_first_deliveries_all_succeed() throws Exception {
    int deliveries = 16;
    ExecutorService threads = Executors.newFixedThreadPool(deliveries);
    try {
      List<Callable<Exchange>> calls = new ArrayList<>();
      for (int i = 0; i < deliveries; i++) {
        String id = "event-" + i;
        calls.add(() -> deliver(BODY, eventId(id)));
      }
      for (Future<Exchange> done : threads.invokeAll(calls)) {
        assertThat(done.get().getException()).isNull();
      }
    } finally {
      threads.shutdownNow();
    }
    assertThat(count()).isEqualTo(deliveries);
  }

  private List<String> row() throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "select source, event_id, event_type, domain, subscription, enqueued_at,"
                    + " received_at, payload from event")) {
      assertThat(rows.next()).isTrue();
      List<String> row = new ArrayList<>();
      for (int column = 1; column <= 8; column++) {
        row.add(rows.getString(column));
      }
      assertThat(rows.next()).as("a second row").isFalse();
      return row;
    }
  }

  private int count() throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("select count(*) from event")) {
      assertThat(rows.next()).isTrue();
      return rows.getInt(1);
    }
  }

  private DeliveryBatch batch() {
    return context.getRegistry().lookupByNameAndType("warehouse", DeliveryBatch.class);
  }

  private long rows() throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("select count(*) from event")) {
      return rows.next() ? rows.getLong(1) : 0;
    }
  }

  @Test
  void the_rows_of_a_batch_are_there_when_it_is_committed_and_not_before() throws Exception {
    deliver(BODY, Map.of());
    DeliveryBatch batch = batch();

    batch.begin();
    for (int i = 0; i < 10; i++) {
      assertThat(deliver(BODY, eventId("batch-" + i)).getException()).isNull();
    }
    assertThat(rows()).isEqualTo(1);
    batch.commit();

    assertThat(rows()).isEqualTo(11);
    deliver(BODY, eventId("alone"));
    assertThat(rows()).as("after it each row is by itself again").isEqualTo(12);
  }

  @Test
  void a_batch_with_a_row_that_is_refused_leaves_nothing_and_the_others_can_be_written_alone()
      throws Exception {
    deliver(BODY, Map.of());
    DeliveryBatch batch = batch();
    Map<String, Object> without = new HashMap<>();
    without.put(EventHeaders.EVENT_ID, null);

    batch.begin();
    assertThat(deliver(BODY, eventId("before")).getException()).isNull();
    assertThat(deliver(BODY, without).getException()).isNotNull();
    batch.rollback();

    assertThat(rows()).isEqualTo(1);
    assertThat(deliver(BODY, eventId("before")).getException()).isNull();
    assertThat(deliver(BODY, without).getException()).isNotNull();
    assertThat(rows()).isEqualTo(2);
  }

  @Test
  void a_batch_that_a_step_has_rolled_back_cannot_be_committed() throws Exception {
    deliver(BODY, Map.of());
    DeliveryBatch batch = batch();

    batch.begin();
    deliver(BODY, eventId("batch"));
    try (Connection shared =
        context.getRegistry().lookupByNameAndType("warehouse", DataSource.class).getConnection()) {
      shared.rollback();
    }
    assertThatThrownBy(batch::commit).isInstanceOf(SQLException.class);

    assertThat(rows()).isEqualTo(1);
  }

  @Test
  void a_batch_without_a_delivery_takes_no_connection() throws Exception {
    DeliveryBatch batch = batch();
    batch.begin();
    batch.commit();
    batch.begin();
    batch.rollback();

    assertThat(deliver(BODY, Map.of()).getException()).isNull();
  }
}
