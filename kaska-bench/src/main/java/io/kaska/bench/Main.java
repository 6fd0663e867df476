package io.kaska.bench;

/** Where the process begins: one command, one exit code. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        System.exit(BenchCommand.commandLine().execute(args));
    }
}
