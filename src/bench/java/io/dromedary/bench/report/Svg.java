package io.dromedary.bench.report;

import java.util.List;
import java.util.Locale;

/**
 * Writes an SVG of few bytes and stable text, readable on light and dark pages, that can be
 * compared line by line.
 */
final class Svg {
  private static final String STYLE =
"""
      text{font:12px system-ui,-apple-system,"Segoe UI","DejaVu Sans",sans-serif;fill:#24292f}
      .page{fill:#ffffff}.title{font-size:15px;font-weight:600}.tick{fill:#57606a;font-size:11px}
      .middle{text-anchor:middle}.end{text-anchor:end}.value{font-weight:600}
      .grid{stroke:#d0d7de;stroke-width:1}.whisker{stroke:#24292f;stroke-width:1.5}
.mark{stroke:#57606a;stroke-width:1.2;stroke-dasharray:4 4}
      .ours{fill:#c2703d}.others{fill:#5f7f9c}.nothing{fill:#c3ced8}.curve{fill:none;stroke-width:2.2;stroke-linejoin:round}
      .c0{stroke:#c2703d}.c1{stroke:#2f6f9f}.c2{stroke:#5a8f3d}.c3{stroke:#8a5aa8}.c4{stroke:#b8a136}
      .c5{stroke:#4aa3a0}.c6{stroke:#9a4a4a}.c7{stroke:#7a7a7a}.c8{stroke:#d28ab0}.c9{stroke:#3d4f8f}
      @media (prefers-color-scheme:dark){text{fill:#e6edf3}.page{fill:#0d1117}.tick{fill:#9aa4ae}
      .grid{stroke:#30363d}.whisker{stroke:#e6edf3}}
""";

  private final StringBuilder out = new StringBuilder();

  Svg(int width, int height, String title) {
    out.append(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\" role=\"img\">%n"
            .formatted(width, height, width, height)
            .replace(System.lineSeparator(), "\n"));
    out.append("<title>").append(escape(title)).append("</title>\n");
    out.append("<style>\n").append(STYLE).append("</style>\n");
    rectangle(0, 0, width, height, "page");
  }

  void text(double x, double y, String style, String text) {
    out.append(
        "<text x=\"%s\" y=\"%s\" class=\"%s\">%s</text>\n"
            .formatted(place(x), place(y), style, escape(text)));
  }

  void textUpwards(double x, double y, String style, String text) {
    out.append(
        "<text transform=\"translate(%s %s) rotate(-90)\" class=\"%s\">%s</text>\n"
            .formatted(place(x), place(y), style, escape(text)));
  }

  void line(double x1, double y1, double x2, double y2, String style) {
    out.append(
        "<line x1=\"%s\" y1=\"%s\" x2=\"%s\" y2=\"%s\" class=\"%s\"/>\n"
            .formatted(place(x1), place(y1), place(x2), place(y2), style));
  }

  void rectangle(double x, double y, double width, double height, String style) {
    out.append(
        "<rect x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\" class=\"%s\"/>\n"
            .formatted(place(x), place(y), place(width), place(height), style));
  }

  void polyline(List<double[]> points, String style) {
    out.append("<polyline class=\"").append(style).append("\" points=\"");
    for (double[] point : points) {
      out.append(place(point[0])).append(',').append(place(point[1])).append(' ');
    }
    out.append("\"/>\n");
  }

  /** A number for people. */
  static String number(double value) {
    if (value == 0) {
      return "0";
    }
    double size = Math.abs(value);
    String form = size >= 100 ? "%,.0f" : size >= 10 ? "%.0f" : size >= 1 ? "%.1f" : "%.2f";
    String text = String.format(Locale.ROOT, form, value);
    return text.contains(".") ? text.replaceAll("0+$", "").replaceAll("\\.$", "") : text;
  }

  private static String place(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }

  @Override
  public String toString() {
    return out + "</svg>\n";
  }
}
