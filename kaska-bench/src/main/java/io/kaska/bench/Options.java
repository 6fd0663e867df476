package io.kaska.bench;

import io.kaska.bench.load.Figure;
import io.kaska.bench.load.Job;
import io.kaska.bench.load.Payloads;
import io.kaska.bench.load.Plan;
import io.kaska.bench.load.Span;
import io.kaska.bench.side.Storage;
import io.kaska.bench.side.Storage.Fsync;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** What the command line asks for. What is wrong in it is a {@link ParameterException}. */
record Options(ParseResult given) {
    private static final String SIZE = "--size";
    private static final String BATCH = "--batch";
    private static final String CLIENTS = "--clients";
    private static final String SECONDS = "--seconds";
    private static final String COUNT = "--count";
    private static final String ROUNDS = "--rounds";
    private static final String WARM_UP = "--warm-up";
    private static final String RATE = "--rate";
    private static final String SEED = "--seed";
    private static final String DATA = "--data";
    private static final String FSYNC = "--fsync";
    private static final String URL = "--url";
    private static final String AGAINST = "--against";
    private static final String LIST = "--list";
    private static final String JSON = "--json";
    private static final String PLOT = "--plot";

    private static final Pattern BYTES = Pattern.compile("(\\d{1,9})([KMG]?)");
    private static final int LARGEST_MESSAGE = 32 << 20;

    static void addTo(CommandSpec spec) {
        spec.addPositional(PositionalParamSpec.builder()
                .index("0..*")
                .arity("0..*")
                .paramLabel("JOB")
                .type(List.class)
                .auxiliaryTypes(String.class)
                .description("What to measure, in that order. Default: every job that the brokers suit.")
                .build());
        flag(spec, LIST, "List the jobs and exit.");
        add(spec, SIZE, "SIZE", "Bytes of each message, " + Payloads.HEADER_SIZE + " or more. Default: the job's.");
        add(spec, BATCH, "N", "Messages of each batch. Default: the job's.");
        add(spec, CLIENTS, "N", "Connections. Default: the job's.");
        add(spec, SECONDS, "S", "How long a round is. Default: 2.");
        add(spec, COUNT, "N", "How many messages a round has, in place of its time.");
        add(spec, ROUNDS, "N", "Rounds that count; brokers take turns. Default: 3.");
        add(spec, WARM_UP, "N", "Rounds before them that do not count. Default: 1.");
        add(spec, RATE, "N", "Messages a second of the job latency. Default: half of the highest load.");
        add(spec, SEED, "N", "The seed of the messages' content. Default: 1.");
        add(spec, DATA, "DIR", "Existing folder, in which brokers keep messages on disk. Default: in memory.");
        add(spec, FSYNC, "always|interval|never", "With --data: when messages are flushed. Default: always.");
        add(
                spec,
                URL,
                "URL",
                "Measure a broker that runs already: kaska://HOST:PORT, or any that Kaska's client knows.");
        add(
                spec,
                AGAINST,
                "NAME[,NAME]",
                "Start other brokers, too, and measure them in turn, job by job: " + String.join(", ", Peers.NAMES)
                        + ". docs/benchmarks.md has their settings.");
        flag(spec, JSON, "Print one JSON object and no table.");
        add(spec, PLOT, "FILE", "Write the latencies' percentiles as an SVG image.");
    }

    private static void add(CommandSpec spec, String name, String label, String description) {
        spec.addOption(OptionSpec.builder(name)
                .arity("1")
                .paramLabel(label)
                .type(String.class)
                .description(description)
                .build());
    }

    private static void flag(CommandSpec spec, String name, String description) {
        spec.addOption(OptionSpec.builder(name).description(description).build());
    }

    boolean wantsList() {
        return given.hasMatchedOption(LIST);
    }

    boolean wantsJson() {
        return given.hasMatchedOption(JSON);
    }

    Optional<Path> plot() {
        return text(PLOT).map(Path::of);
    }

    Optional<String> url() {
        return text(URL);
    }

    /** The names of the brokers to compare with, each once. */
    List<String> against() {
        List<String> names =
                text(AGAINST).map(text -> List.of(text.split(",", -1))).orElse(List.of());
        for (String name : names) {
            if (!Peers.NAMES.contains(name)) {
                throw wrong(AGAINST + ": '" + name + "' is none of " + String.join(", ", Peers.NAMES));
            }
        }
        return names.stream().distinct().toList();
    }

    int rounds() {
        return number(ROUNDS, 1, 1_000).orElse(3);
    }

    int warmUps() {
        return number(WARM_UP, 0, 1_000).orElse(1);
    }

    /** The jobs that are named, or none. */
    List<Job> jobs() {
        return given.matchedPositionalValue(0, List.<String>of()).stream()
                .map(name ->
                        Job.named(name).orElseThrow(() -> wrong("there is no job '" + name + "'; --list names them")))
                .toList();
    }

    Storage storage() {
        Optional<Path> data = text(DATA).map(Path::of);
        if (data.isEmpty() && given.hasMatchedOption(FSYNC)) {
            throw wrong(FSYNC + " says nothing without " + DATA);
        }
        if (given.hasMatchedOption(URL) && data.isPresent()) {
            throw wrong(DATA + " is for a broker that is started here, and " + URL + " names one that runs already");
        }
        if (data.isPresent() && !Files.isDirectory(data.get())) {
            throw wrong(DATA + ": there is no folder " + data.get());
        }
        return new Storage(data, text(FSYNC).map(this::fsync).orElse(Fsync.ALWAYS));
    }

    private Fsync fsync(String text) {
        return switch (text) {
            case "always" -> Fsync.ALWAYS;
            case "interval" -> Fsync.INTERVAL;
            case "never" -> Fsync.NEVER;
            default -> throw wrong(FSYNC + ": '" + text + "' is none of always, interval and never");
        };
    }

    /** With what a job is run: its own defaults where nothing is said. */
    Plan plan(Job job) {
        int size = text(SIZE).map(this::size).orElse(job.defaults().size());
        int batch = number(BATCH, 1, 1_000_000).orElse(job.defaults().batch());
        if ((long) size * batch > 2L * LARGEST_MESSAGE) {
            throw wrong(job.name() + ": a batch of " + batch + " messages of " + size + " bytes is more than 64 MiB");
        }
        int least = job.main() == Figure.RESIDENT ? 0 : 1;
        int clients = number(CLIENTS, least, Payloads.MAX_PRODUCERS)
                .orElse(job.defaults().clients());
        long seed = number(SEED, 0, Integer.MAX_VALUE).orElse(1);
        OptionalDouble rate = text(RATE).map(text -> positive(RATE, text)).stream()
                .mapToDouble(Double::doubleValue)
                .findFirst();
        return new Plan(size, batch, clients, span(), rate, seed);
    }

    private Span span() {
        if (given.hasMatchedOption(SECONDS) && given.hasMatchedOption(COUNT)) {
            throw wrong(SECONDS + " and " + COUNT + " exclude each other");
        }
        Optional<Span> count = number(COUNT, 1, Integer.MAX_VALUE).map(Span::ofMessages);
        return count.orElseGet(() -> Span.ofSeconds(
                text(SECONDS).map(text -> positive(SECONDS, text)).orElse(2.0)));
    }

    /** How long a round is, in words. */
    String roundWords() {
        return text(COUNT)
                .map(count -> count + " messages")
                .orElseGet(() -> text(SECONDS).orElse("2") + " s");
    }

    private int size(String text) {
        Matcher form = BYTES.matcher(text.toUpperCase(Locale.ROOT));
        if (form.matches()) {
            long bytes = Long.parseLong(form.group(1))
                    << switch (form.group(2)) {
                        case "K" -> 10;
                        case "M" -> 20;
                        case "G" -> 30;
                        default -> 0;
                    };
            if (bytes >= Payloads.HEADER_SIZE && bytes <= LARGEST_MESSAGE) {
                return (int) bytes;
            }
        }
        throw wrong(SIZE + ": '" + text + "' is no size from " + Payloads.HEADER_SIZE
                + " bytes to 32M; sizes look like 100, 64k or 1M");
    }

    private Optional<Integer> number(String option, int least, int most) {
        return text(option).map(text -> {
            if (text.matches("\\d{1,10}") && Long.parseLong(text) >= least && Long.parseLong(text) <= most) {
                return Integer.parseInt(text);
            }
            throw wrong(option + ": '" + text + "' is no whole number from " + least + " to " + most);
        });
    }

    private double positive(String option, String text) {
        if (text.matches("\\d{1,9}(\\.\\d{1,9})?") && Double.parseDouble(text) > 0) {
            return Double.parseDouble(text);
        }
        throw wrong(option + ": '" + text + "' is no number above 0");
    }

    private Optional<String> text(String option) {
        return Optional.ofNullable(given.<String>matchedOptionValue(option, null));
    }

    private ParameterException wrong(String message) {
        return new ParameterException(given.commandSpec().commandLine(), message);
    }

    /** Everything that is asked for, as a list that is asked for once, so that what is wrong is told before anything runs. */
    void checkAll() {
        List<Job> jobs = new ArrayList<>(jobs());
        (jobs.isEmpty() ? Job.ALL : jobs).forEach(this::plan);
        storage();
        against();
        rounds();
        warmUps();
    }
}
