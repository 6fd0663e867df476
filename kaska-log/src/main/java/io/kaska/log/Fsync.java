package io.kaska.log;

/** When messages are made to survive a power loss. They survive the end of the process in any case. */
public enum Fsync {
    /** Before they are acknowledged, and before anybody sees them. */
    ALWAYS,
    /** From time to time. */
    INTERVAL,
    /** When the operating system pleases. */
    NEVER
}
