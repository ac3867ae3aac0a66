package io.dromedary.bench.report;

import java.util.List;

/** A plot of horizontal bars, each with whiskers from the least to the greatest of its rounds. */
final class Bars {
  private static final int WIDTH = 820;
  private static final int LEFT = 230;
  private static final int RIGHT = 90;
  private static final int TOP = 46;
  private static final int ROW = 30;
  private static final int BAR = 18;

  private Bars() {}

  /**
   * A bar.
   *
   * @param style {@code ours}, {@code others} or {@code nothing}, as in the style sheet
   */
  record Bar(String label, Spread spread, String style) {}

  static String draw(String title, String unit, List<Bar> bars) {
    double most = bars.stream().mapToDouble(bar -> bar.spread().max()).max().orElse(1);
    Scale scale = Scale.linear(most, LEFT, WIDTH - RIGHT);
    int bottom = TOP + bars.size() * ROW;
    Svg svg = new Svg(WIDTH, bottom + 44, title);
    svg.text(16, 24, "title", title);
    for (double tick : scale.ticks()) {
      double x = scale.at(tick);
      svg.line(x, TOP - 6, x, bottom, "grid");
      svg.text(x, bottom + 16, "tick middle", Svg.number(tick));
    }
    svg.text((LEFT + WIDTH - RIGHT) / 2.0, bottom + 36, "tick middle", unit);
    for (int i = 0; i < bars.size(); i++) {
      draw(svg, scale, bars.get(i), TOP + i * ROW);
    }
    return svg.toString();
  }

  private static void draw(Svg svg, Scale scale, Bar bar, int y) {
    double middle = y + ROW / 2.0 - 2;
    double end = scale.at(bar.spread().median());
    svg.text(LEFT - 10, middle + 4, "label end", bar.label());
    svg.rectangle(LEFT, middle - BAR / 2.0, end - LEFT, BAR, bar.style());
    double least = scale.at(bar.spread().min());
    double greatest = scale.at(bar.spread().max());
    svg.line(least, middle, greatest, middle, "whisker");
    svg.line(least, middle - 4, least, middle + 4, "whisker");
    svg.line(greatest, middle - 4, greatest, middle + 4, "whisker");
    svg.text(Math.max(end, greatest) + 8, middle + 4, "value", Svg.number(bar.spread().median()));
  }
}
