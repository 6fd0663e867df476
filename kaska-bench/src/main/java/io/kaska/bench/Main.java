package io.kaska.bench;

/** Where the process begins: one command, one exit code. */
public final class Main {
    private Main() {}

    /** The log, of libraries too, has what is wrong only, unless KASKA_LOG wants more. */
    public static void main(String[] args) {
        System.setProperty("kaska.log", "ERROR");
        System.exit(BenchCommand.commandLine().execute(args));
    }
}
