package io.dromedary.admin;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;

/**
 * One thing that an operator can ask of the store. The same object serves the control address of
 * the process that owns the store, and the command line when no process does. Thread-safe: several
 * may run at once.
 */
public interface AdminCommand {

  /** The words as they are typed, separated by one space, for example {@code dead list}. */
  String name();

  /**
   * The names of all parameters that a request may have. A request with another one is refused
   * before {@link #run}: an older version must not ignore a filter that it does not know.
   */
  Set<String> parameters();

  /**
   * Does it. Works in small steps and looks between them whether it is {@linkplain
   * AdminOutput#cancelled cancelled}; then it returns early, with a result that says how far it
   * came.
   *
   * @param request an object with the parameters of the command
   * @throws AdminException with a sentence for the operator
   * @throws InterruptedException when the process ends
   */
  void run(JsonNode request, AdminOutput output) throws AdminException, InterruptedException;
}
