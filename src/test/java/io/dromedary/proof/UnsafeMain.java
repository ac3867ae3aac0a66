package io.dromedary.proof;

import io.dromedary.runtime.Dromedary;
import io.dromedary.runtime.Settings;
import io.dromedary.store.Store;
import java.lang.reflect.Field;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/**
 * The same runtime, whose store does not wait for the disk: {@code synchronous=off}. What the check
 * of the order of sync and answer must find.
 */
final class UnsafeMain {
  private UnsafeMain() {}

  public static void main(String[] arguments) throws Exception {
    Settings.Options options = new Settings.Options(null, null, null, 0, 0, Map.of());
    Dromedary dromedary = Dromedary.start(Settings.read(options, System::getenv));
    try {
      turnOff(writer(dromedary.store()));
    } catch (Exception e) {
      dromedary.close();
      throw e;
    }
    System.out.printf(
        "health and metrics on http://127.0.0.1:%d/observe/%n", dromedary.managementPort());
    System.out.printf("takes callbacks on http://127.0.0.1:%d/callbacks/%n", dromedary.port());
    new CountDownLatch(1).await();
  }

  private static java.sql.Connection writer(Store store) throws IllegalAccessException {
    for (Class<?> type = store.getClass(); type != null; type = type.getSuperclass()) {
      for (Field field : type.getDeclaredFields()) {
        if (field.getType() == java.sql.Connection.class) {
          field.setAccessible(true);
          return (java.sql.Connection) field.get(store);
        }
      }
    }
    throw new IllegalStateException("the store has no connection of its own any more");
  }

  private static void turnOff(java.sql.Connection writer) throws Exception {
    try (Statement statement = writer.createStatement()) {
      statement.execute("pragma synchronous = off");
      try (ResultSet rows = statement.executeQuery("pragma synchronous")) {
        if (!rows.next() || rows.getInt(1) != 0) {
          throw new IllegalStateException("synchronous is still on");
        }
      }
    }
  }
}
