package io.dromedary.callback;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.util.ByteProcessor;
import io.netty.util.ReferenceCountUtil;

/**
 * Estimates what the headers take that one connection has begun and not finished: they are in
 * memory before anybody has seen a request. A header of four bytes becomes several objects.
 */
final class HeaderMeter extends ChannelInboundHandlerAdapter {
  /** What Vert.x calls its decoder. */
  private static final String DECODER = "httpDecoder";

  private static final int COST_OF_LINE = 160;
  private static final int COST_OF_BYTE = 2;

  private final CallbackConnection connection;
  private final int maxHeaderSize;

  HeaderMeter(CallbackConnection connection, int maxHeaderSize) {
    this.connection = connection;
    this.maxHeaderSize = maxHeaderSize;
  }

  void addTo(ChannelPipeline pipeline) {
    pipeline.addBefore(DECODER, "headerMeter", this);
  }

  /**
   * Forgets at once what was received. To close the connection is not enough: that is done when
   * everything has been read that is ready to be read now, from thousands of connections perhaps.
   */
  static void forget(ChannelPipeline pipeline) {
    if (pipeline.get(DECODER) != null) {
      pipeline.addAfter(DECODER, "drain", new Drain());
      pipeline.remove(DECODER);
    }
  }

  private static final class Drain extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      ReferenceCountUtil.release(message);
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
    if (message instanceof ByteBuf bytes && connection.awaitsHeaders()) {
      connection.receivesHeaders(cost(bytes));
    } else if (connection.awaitsRoute()) {
      connection.pauseReading();
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
