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

    /** Runs one job on all contenders that it suits; the results are in the contenders' order. */
    List<Result> run(Job job, Plan plan) {
        List<Entry> entries = new ArrayList<>();
        try {
            for (Contender contender : contenders) {
                String name = contender.kind().name();
                Optional<String> obstacle = job.obstacle(contender.kind(), plan);
                if (obstacle.isPresent()) {
                    progress.tell(job.name() + ": without " + name + ", " + obstacle.get());
                } else {
                    progress.show(job.name() + ": making " + name + " ready");
                    entries.add(new Entry(contender, job.open(contender, plan), new ArrayList<>()));
                }
            }
            inTurn(entries, warmUps, job.name() + ": warm-up", entry -> entry.trial.warmUp());
            inTurn(entries, rounds, job.name() + ": round", entry -> entry.rounds.add(entry.trial.round()));
        } finally {
            entries.forEach(entry -> entry.trial.close());
            progress.clear();
        }
        return entries.stream()
                .map(entry -> new Result(job, entry.contender.kind(), plan, List.copyOf(entry.rounds)))
                .toList();
    }

    private void inTurn(List<Entry> entries, int times, String what, Consumer<Entry> work) {
        for (int i = 1; i <= times; i++) {
            for (Entry entry : entries) {
                progress.show(what + " " + i + " of " + times + ", "
                        + entry.contender.kind().name());
                work.accept(entry);
            }
        }
    }

    private record Entry(Contender contender, Trial trial, List<Round> rounds) {}
}
