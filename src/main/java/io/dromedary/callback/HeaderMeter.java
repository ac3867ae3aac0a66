package io.dromedary.callback;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ByteProcessor;

/**
 * Estimates what the headers take that one connection has begun and not finished: they are in
 * memory before anybody has seen a request. A header of four bytes becomes several objects.
 */
final class HeaderMeter extends ChannelInboundHandlerAdapter {
  /** Where Vert.x has its decoder. */
  static final String BEHIND = "httpDecoder";

  private static final int COST_OF_LINE = 160;
  private static final int COST_OF_BYTE = 2;

  private final CallbackConnection connection;
  private final int maxHeaderSize;

  HeaderMeter(CallbackConnection connection, int maxHeaderSize) {
    this.connection = connection;
    this.maxHeaderSize = maxHeaderSize;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
    if (message instanceof ByteBuf bytes && connection.awaitsHeaders()) {
      connection.receivesHeaders(cost(bytes));
    }
    super.channelRead(context, message);
  }

  /** The decoder gives up behind {@code maxHeaderSize}, and the rest is a body. */
  private int cost(ByteBuf bytes) {
    int length = Math.min(bytes.readableBytes(), maxHeaderSize);
    Lines lines = new Lines();
    bytes.forEachByte(bytes.readerIndex(), length, lines);
    return COST_OF_BYTE * length + COST_OF_LINE * lines.count;
  }

  private static final class Lines implements ByteProcessor {
    private int count;

    @Override
    public boolean process(byte value) {
      if (value == '\n') {
        count++;
      }
      return true;
    }
  }
}
