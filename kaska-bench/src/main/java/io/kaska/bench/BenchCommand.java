package io.kaska.bench;

import io.kaska.KaskaException;
import io.kaska.bench.load.Contender;
import io.kaska.bench.load.Job;
import io.kaska.bench.load.VerificationException;
import io.kaska.bench.report.Progress;
import io.kaska.bench.side.BenchException;
import io.kaska.bench.side.KaskaKind;
import io.kaska.bench.side.SideKind;
import io.kaska.bench.side.UrlKind;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine;
import picocli.CommandLine.ExecutionException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** {@code ./kaska bench}: from the command line to what is printed. Errors look like those of the other commands. */
final class BenchCommand {
    private final Options options;
    private final PrintWriter out;
    private final PrintWriter err;

    private BenchCommand(ParseResult given) {
        CommandLine command = given.commandSpec().commandLine();
        this.options = new Options(given);
        this.out = command.getOut();
        this.err = command.getErr();
    }

    static CommandLine commandLine() {
        CommandSpec spec = CommandSpec.create()
                .name("kaska bench")
                .addOption(OptionSpec.builder("-h", "--help")
                        .usageHelp(true)
                        .description("Show this help and exit.")
                        .build());
        Options.addTo(spec);
        spec.usageMessage()
                .description(
                        "Measures a broker: one that is started for it, or that of --url; and others in turn with it.")
                .sortOptions(false)
                .abbreviateSynopsis(true)
                .footer(
                        "",
                        "All that was sent is read back and compared byte for byte. Figures are medians of the rounds.",
                        "--against kafka: two contenders: kafka with all defaults, and kafka-tuned with",
                        "acks=1, enable.idempotence=false, batch.size=1048576, linger.ms=5 and flush()",
                        "where a send waits, buffer.memory=67108864, compression.type=none,",
                        "max.partition.fetch.bytes=8388608, max.poll.records=10000.",
                        "Exit code: 0 if all went well, 1 if it did not, 2 for a wrong command line.");
        return new CommandLine(spec)
                .setExecutionStrategy(BenchCommand::run)
                .setParameterExceptionHandler((error, args) -> wrongCommandLine(error))
                .setExecutionExceptionHandler((error, command, parsed) -> failed(error, command));
    }

    private static int run(ParseResult parsed) {
        Integer helped = CommandLine.executeHelpRequest(parsed);
        if (helped != null) {
            return helped;
        }
        try {
            return new BenchCommand(parsed).run();
        } catch (ParameterException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new ExecutionException(parsed.commandSpec().commandLine(), "failed", e);
        }
    }

    private static int wrongCommandLine(ParameterException error) {
        PrintWriter err = error.getCommandLine().getErr();
        err.println("kaska bench: " + error.getMessage());
        err.println("'kaska bench --help' tells more");
        err.flush();
        return CommandLine.ExitCode.USAGE;
    }

    private static int failed(Exception error, CommandLine command) throws Exception {
        if (!(error instanceof KaskaException
                || error instanceof BenchException
                || error instanceof VerificationException
                || error instanceof IllegalArgumentException)) {
            throw error;
        }
        command.getErr().println("kaska bench: " + error.getMessage());
        command.getErr().flush();
        return CommandLine.ExitCode.SOFTWARE;
    }

    private int run() {
        options.checkAll();
        if (options.wantsList()) {
            Job.ALL.forEach(job -> out.println(String.format(Locale.ROOT, "%-17s %s", job.name(), job.description())));
            out.flush();
            return CommandLine.ExitCode.OK;
        }
        List<Contender> contenders = kinds().stream().map(Contender::new).toList();
        try {
            measure(contenders);
        } finally {
            contenders.forEach(Contender::close);
        }
        return CommandLine.ExitCode.OK;
    }

    private List<SideKind> kinds() {
        List<SideKind> kinds = new ArrayList<>();
        kinds.add(options.url()
                .<SideKind>map(UrlKind::new)
                .orElseGet(() -> new KaskaKind(launcher(), options.storage())));
        for (String peer : options.against()) {
            Path root = launcher().toAbsolutePath().resolveSibling("");
            kinds.addAll(Peers.named(peer).kinds(root, options.storage()));
        }
        return kinds;
    }

    private static Path launcher() {
        String launcher = System.getProperty("kaska.launcher");
        if (launcher == null) {
            throw new BenchException("start it by ./kaska bench, which says where the broker's launcher is");
        }
        return Path.of(launcher);
    }

    private List<Job> jobs(SideKind first) {
        List<Job> named = options.jobs();
        for (Job job : named) {
            if (!job.suits(first)) {
                throw new BenchException("the job " + job.name() + " starts brokers, which it cannot do with --url");
            }
        }
        return named.isEmpty()
                ? Job.ALL.stream().filter(job -> job.suits(first)).toList()
                : named;
    }

    private void measure(List<Contender> contenders) {
        Progress progress = new Progress(err, Progress.hasTerminal());
        Bench bench = new Bench(contenders, options.warmUps(), options.rounds(), progress);
        List<Job> jobs = jobs(contenders.getFirst().kind());
        Report report = new Report(out, options.wantsJson(), options.plot(), asked(contenders));
        report.begin();
        for (Job job : jobs) {
            report.add(bench.run(job, options.plan(job)));
        }
        report.end();
    }

    private Map<String, String> asked(List<Contender> contenders) {
        Map<String, String> asked = new TreeMap<>();
        asked.put("rounds", options.rounds() + " of " + options.roundWords() + ", after " + options.warmUps());
        for (Contender contender : contenders) {
            asked.put(contender.kind().name(), contender.kind().settings());
        }
        return asked;
    }
}
