package io.dromedary.event;

/**
 * Says of a step (a Camel {@code Processor} bean) that it never waits: no I/O, no lock that is held
 * across I/O, no sleeping. A callback route made only of such steps runs on the event loop of the
 * HTTP server, where a step that waits would stall every other request.
 */
public interface NonBlocking {}
