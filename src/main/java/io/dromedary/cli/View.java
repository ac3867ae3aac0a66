package io.dromedary.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.function.Function;

/**
 * How people see what a command says.
 *
 * @param columns of the table of its rows
 * @param summary the lines that say its result; none when the rows say all
 */
record View(List<Column> columns, Function<JsonNode, List<String>> summary) {
  View {
    columns = List.copyOf(columns);
  }
}
