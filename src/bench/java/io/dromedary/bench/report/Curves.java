package io.dromedary.bench.report;

import java.util.List;

/** A plot of curves. */
final class Curves {
  private static final int WIDTH = 820;
  private static final int HEIGHT = 400;
  private static final int LEFT = 74;
  private static final int RIGHT = 260;
  private static final int TOP = 46;
  private static final int BOTTOM = 54;
  private static final int LEGEND = 22;

  private Curves() {}

  /** A curve with a name for the legend. */
  record Curve(String label, List<List<Double>> points) {}

  /**
   * An axis.
   *
   * @param title what it shows, with its unit
   * @param labels of its ticks; empty for numbers
   */
  record Axis(String title, boolean logarithmic, List<String> labels) {
    static Axis linear(String title) {
      return new Axis(title, false, List.of());
    }

    static Axis logarithmic(String title) {
      return new Axis(title, true, List.of());
    }
  }

  /** A place on the axis across, with what happens there. */
  record Mark(double at, String label) {}

  static String draw(String title, Axis across, Axis up, List<Curve> curves, List<Mark> marks) {
    Scale x = scale(across, curves, 0, LEFT, WIDTH - RIGHT);
    Scale y = scale(up, curves, 1, HEIGHT - BOTTOM, TOP);
    Svg svg = new Svg(WIDTH, HEIGHT, title);
    svg.text(16, 24, "title", title);
    List<Double> ticks = x.ticks();
    for (int i = 0; i < ticks.size(); i++) {
      double at = x.at(ticks.get(i));
      svg.line(at, TOP, at, HEIGHT - BOTTOM, "grid");
      String label = i < across.labels().size() ? across.labels().get(i) : Svg.number(ticks.get(i));
      svg.text(at, HEIGHT - BOTTOM + 18, "tick middle", label);
    }
    for (double tick : y.ticks()) {
      svg.line(LEFT, y.at(tick), WIDTH - RIGHT, y.at(tick), "grid");
      svg.text(LEFT - 8, y.at(tick) + 4, "tick end", Svg.number(tick));
    }
    svg.text((LEFT + WIDTH - RIGHT) / 2.0, HEIGHT - 12, "tick middle", across.title());
    svg.textUpwards(18, (TOP + HEIGHT - BOTTOM) / 2.0, "tick middle", up.title());
    for (Mark mark : marks) {
      svg.line(x.at(mark.at()), TOP, x.at(mark.at()), HEIGHT - BOTTOM, "mark");
      svg.text(x.at(mark.at()) + 5, TOP + 12.0, "tick", mark.label());
    }
    for (int i = 0; i < curves.size(); i++) {
      draw(svg, x, y, curves.get(i), i);
    }
    return svg.toString();
  }

  private static void draw(Svg svg, Scale x, Scale y, Curve curve, int number) {
    String style = "curve c" + number;
    svg.polyline(
        curve.points().stream()
            .map(point -> new double[] {x.at(point.get(0)), y.at(point.get(1))})
            .toList(),
        style);
    double legend = TOP + 8 + (double) number * LEGEND;
    svg.line(WIDTH - RIGHT + 14, legend, WIDTH - RIGHT + 38, legend, style);
    svg.text(WIDTH - RIGHT + 44, legend + 4, "label", curve.label());
  }

  private static Scale scale(
      Axis axis, List<Curve> curves, int coordinate, double begin, double end) {
    double least = Double.MAX_VALUE;
    double most = -Double.MAX_VALUE;
    for (Curve curve : curves) {
      for (List<Double> point : curve.points()) {
        least = Math.min(least, point.get(coordinate));
        most = Math.max(most, point.get(coordinate));
      }
    }
    return axis.logarithmic()
        ? Scale.logarithmic(least, Math.max(most, least * 10), begin, end)
        : Scale.linear(Math.max(most, 1e-9), begin, end);
  }
}
