package io.dromedary.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Very many clients that never finish what they send, from one thread. One that is cut by the
 * server comes again within a second, until they are all told to go.
 */
final class SlowClients implements AutoCloseable {
  private static final long TICK_MILLIS = 1_000;

  /** What a client sends: a beginning, and then perhaps a byte a second. */
  record Habit(String begins, String eachSecond) {}

  private final InetSocketAddress address;
  private final List<Habit> habits;
  private final Selector selector;
  private final List<Habit> coming = new ArrayList<>();
  private final AtomicInteger connected = new AtomicInteger();
  private final AtomicInteger cut = new AtomicInteger();
  private final Thread thread;
  private volatile boolean stopping;

  /** One of them. */
  private static final class Client {
    private final Habit habit;
    private ByteBuffer left;

    Client(Habit habit) {
      this.habit = habit;
      this.left = bytes(habit.begins());
    }
  }

  /**
   * Begins to connect; returns at once.
   *
   * @param number of clients; they take turns in the habits
   */
  SlowClients(int port, int number, List<Habit> habits) throws IOException {
    this.address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    this.habits = habits;
    this.selector = Selector.open();
    this.thread = new Thread(() -> run(number), "slow-clients");
    thread.setDaemon(true);
    thread.start();
  }

  /** How many are connected now. */
  int connected() {
    return connected.get();
  }

  /** How often the server has closed a connection so far. */
  int cut() {
    return cut.get();
  }

  private void run(int number) {
    try {
      for (int i = 0; i < number && !stopping; i++) {
        connect(habits.get(i % habits.size()));
        if (i % 64 == 0) {
          serve(1);
        }
      }
      long nextTick = System.nanoTime();
      while (!stopping) {
        serve(50);
        if (System.nanoTime() - nextTick >= 0) {
          nextTick += TICK_MILLIS * 1_000_000;
          trickle();
          List<Habit> again = List.copyOf(coming);
          coming.clear();
          for (Habit habit : again) {
            connect(habit);
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void connect(Habit habit) throws IOException {
    SocketChannel channel = SocketChannel.open();
    channel.configureBlocking(false);
    SelectionKey key = channel.register(selector, SelectionKey.OP_CONNECT, new Client(habit));
    if (channel.connect(address)) {
      key.interestOps(SelectionKey.OP_READ | SelectionKey.OP_WRITE);
      connected.incrementAndGet();
    }
  }

  private void serve(long millis) throws IOException {
    selector.select(millis);
    List<SelectionKey> ready = new ArrayList<>(selector.selectedKeys());
    selector.selectedKeys().clear();
    for (SelectionKey key : ready) {
      if (!serve(key)) {
        boolean was = key.channel() instanceof SocketChannel channel && channel.isConnected();
        key.channel().close();
        if (was) {
          connected.decrementAndGet();
          cut.incrementAndGet();
        }
        coming.add(((Client) key.attachment()).habit);
      }
    }
  }

  /** Whether the connection goes on. */
  private boolean serve(SelectionKey key) {
    Client client = (Client) key.attachment();
    SocketChannel channel = (SocketChannel) key.channel();
    try {
      if (key.isConnectable()) {
        channel.finishConnect();
        connected.incrementAndGet();
        key.interestOps(SelectionKey.OP_READ | SelectionKey.OP_WRITE);
      }
      if (key.isReadable() && channel.read(ByteBuffer.allocate(4096)) < 0) {
        return false;
      }
      if (key.isWritable()) {
        channel.write(client.left);
        if (!client.left.hasRemaining()) {
          key.interestOps(SelectionKey.OP_READ);
        }
      }
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private void trickle() {
    for (SelectionKey key : selector.keys()) {
      Client client = (Client) key.attachment();
      if (key.isValid()
          && !client.habit.eachSecond().isEmpty()
          && !client.left.hasRemaining()
          && ((SocketChannel) key.channel()).isConnected()) {
        client.left = bytes(client.habit.eachSecond());
        key.interestOps(SelectionKey.OP_READ | SelectionKey.OP_WRITE);
      }
    }
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  /** All go, in the middle of what they send. */
  @Override
  public void close() throws IOException {
    stopping = true;
    selector.wakeup();
    try {
      thread.join(10_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    for (SelectionKey key : new ArrayList<>(selector.keys())) {
      key.channel().close();
    }
    selector.close();
  }
}
