package io.kaska.bench;

import io.kaska.bench.load.Contender;
import io.kaska.bench.load.Job;
import io.kaska.bench.load.Plan;
import io.kaska.bench.load.Round;
import io.kaska.bench.load.Trial;
import io.kaska.bench.report.Progress;
import io.kaska.bench.report.Result;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Runs jobs, one after the other. In each the contenders take turns, round by round, so that what the machine does
 * besides hits all of them alike. For one thread.
 */
final class Bench {
    private final List<Contender> contenders;
    private final int warmUps;
    private final int rounds;
    private final Progress progress;

    Bench(List<Contender> contenders, int warmUps, int rounds, Progress progress) {
        this.contenders = contenders;
        this.warmUps = warmUps;
        this.rounds = rounds;
        this.progress = progress;
    }

    /**
     * Runs one job on all contenders that it suits; the results are in the contenders' order. One that fails is left out of
     * the job, and a line says so, but for the first: the others are there to be compared with it.
     */
    List<Result> run(Job job, Plan plan) {
        List<Entry> entries = new ArrayList<>();
        try {
            for (Contender contender : contenders) {
                open(job, plan, contender).ifPresent(entries::add);
            }
            inTurn(entries, warmUps, job, "warm-up", entry -> entry.trial.warmUp());
            inTurn(entries, rounds, job, "round", entry -> entry.rounds.add(entry.trial.round()));
        } finally {
            entries.forEach(entry -> close(job, entry));
            progress.clear();
        }
        return entries.stream()
                .map(entry -> new Result(job, entry.contender.kind(), plan, List.copyOf(entry.rounds)))
                .toList();
    }

    private Optional<Entry> open(Job job, Plan plan, Contender contender) {
        String name = contender.kind().name();
        Optional<String> obstacle = job.obstacle(contender.kind(), plan);
        if (obstacle.isPresent()) {
            progress.tell(job.name() + ": without " + name + ", " + obstacle.get());
            return Optional.empty();
        }
        progress.show(job.name() + ": making " + name + " ready");
        try {
            return Optional.of(new Entry(contender, job.open(contender, plan), new ArrayList<>()));
        } catch (RuntimeException e) {
            leaveOut(job, contender, e);
            return Optional.empty();
        }
    }

    private void inTurn(List<Entry> entries, int times, Job job, String what, Consumer<Entry> work) {
        for (int i = 1; i <= times; i++) {
            for (Entry entry : List.copyOf(entries)) {
                progress.show(job.name() + ": " + what + " " + i + " of " + times + ", "
                        + entry.contender.kind().name());
                try {
                    work.accept(entry);
                } catch (RuntimeException e) {
                    leaveOut(job, entry.contender, e);
                    entries.remove(entry);
                    close(job, entry);
                }
            }
        }
    }

    private void leaveOut(Job job, Contender contender, RuntimeException why) {
        if (contender == contenders.getFirst()) {
            throw why;
        }
        progress.tell(job.name() + ": without " + contender.kind().name() + ", which failed: " + words(why));
    }

    /** What fails at its end has its figures all the same. */
    private void close(Job job, Entry entry) {
        try {
            entry.trial.close();
        } catch (RuntimeException e) {
            progress.tell(job.name() + ": " + entry.contender.kind().name() + " does not end well: " + words(e));
        }
    }

    private static String words(RuntimeException e) {
        return e.getMessage() == null ? e.toString() : e.getMessage();
    }

    private record Entry(Contender contender, Trial trial, List<Round> rounds) {}
}
