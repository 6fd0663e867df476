package io.kaska.cli;

import ch.qos.logback.classic.Level;
import io.kaska.Kaska;
import io.kaska.cli.shell.Shell;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs the shell on a broker that was named by options or by the environment. */
@Command(
        name = "shell",
        description =
                "Talks to a broker: at a terminal with completion and history, otherwise line by line from stdin.",
        mixinStandardHelpOptions = true,
        versionProvider = KaskaVersion.class,
        sortOptions = false,
        footer = {
            "",
            "Without options the broker is that of KASKA_URL, or of BROKER_HOST and BROKER_PORT; the host may be left out"
                    + " for this machine's. 'help' in the shell lists its operations.",
            "Exit code: 0 if all operations succeeded, 1 if one failed, 2 for a wrong command line."
        })
final class ShellCommand implements Callable<Integer> {
    @Parameters(
            paramLabel = "CLIENT",
            arity = "0..1",
            description = "Name that offsets are committed under; only commit and committed need it.")
    private Optional<String> client = Optional.empty();

    @Option(names = "--host", paramLabel = "HOST", description = "The broker's host: a name or an address.")
    private Optional<String> host = Optional.empty();

    @Option(names = "--port", paramLabel = "PORT", description = "The broker's port.")
    private Optional<Integer> port = Optional.empty();

    @Option(names = "--url", paramLabel = "URL", description = "Both at once: kaska://HOST:PORT.")
    private Optional<String> url = Optional.empty();

    @Option(
            names = "--keep-going",
            description = "Go on with the lines of stdin when an operation has failed; the exit code is 1 in the end.")
    private boolean keepGoing;

    @Override
    public Integer call() throws IOException {
        StderrLogging.usually(Level.OFF); // what goes wrong is told by the operations themselves
        BrokerAddress address = BrokerAddress.find(url, host, port, System.getenv());
        try (Kaska kaska = address.applyTo(Kaska.builder()).build()) {
            return Shell.run(kaska, client, address.toString(), keepGoing) ? 0 : 1;
        }
    }
}
