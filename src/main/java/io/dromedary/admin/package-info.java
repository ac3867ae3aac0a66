/**
 * Commands to what is stored, and the control address by which they reach the process that owns it.
 * In reading order: {@link io.dromedary.admin.AdminCommand} (what a command is), {@link
 * io.dromedary.admin.AdminCommands} (all of them, and how one is run), {@link
 * io.dromedary.admin.ControlServer} and {@link io.dromedary.admin.ControlClient} (how one is run by
 * another process).
 */
@NullMarked
package io.dromedary.admin;

import org.jspecify.annotations.NullMarked;
