package io.kaska.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.kaska.Kaska;
import io.kaska.Message;
import io.kaska.OffsetOutOfRangeException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The order of {@code poll}, against {@link FairnessModel}, over operations drawn from a seed. */
abstract class FairnessContract extends ContractTests {
    private static final int STEPS = 1_500;

    FairnessContract(KaskaAcceptance suite) {
        super(suite);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 24_937_626_280_018L})
    void theOrderIsThatOfTheModelForTheseSeeds(long seed) {
        new Run(seed).go();
    }

    @Test
    void theOrderIsThatOfTheModelForANewSeed() {
        new Run(System.nanoTime()).go();
    }

    /** One run: a client under test, another that works beside it, and the model of both. */
    private final class Run {
        private final long seed;
        private final SplittableRandom random;
        private final FairnessModel model = new FairnessModel();
        private final List<String> names = new ArrayList<>();
        private final Kaska client = client();
        private final Kaska other = client();
        private int sent;

        Run(long seed) {
            this.seed = seed;
            random = new SplittableRandom(seed);
            for (int i = 0; i < 6; i++) {
                names.add(freshName("model"));
            }
        }

        void go() {
            for (int step = 0; step < STEPS; step++) {
                String where = "step " + step + " of seed " + seed;
                try {
                    step(where);
                } catch (RuntimeException e) {
                    throw new AssertionError("failed at " + where, e);
                }
            }
        }

        private void step(String where) {
            int dice = random.nextInt(100);
            if (dice < 3) {
                createOrDelete(where);
            } else if (dice < 6) {
                subscribeOrUnsubscribe(where);
            } else if (dice < 40) {
                send(where);
            } else if (dice < 47) {
                seek();
            } else if (dice < 50) {
                trim(where);
            } else if (!model.ring.isEmpty()) {
                poll(where, dice);
            }
        }

        private void createOrDelete(String where) {
            String name = any(names);
            if (!model.topics.containsKey(name)) {
                either().createTopic(name);
                model.topics.put(name, new ArrayList<>());
            } else if (!mayBeReadAhead(name)) {
                either().deleteTopic(name);
                model.topics.remove(name);
                model.earliest.remove(name);
            }
            assertThat(client.topics().contains(name)).as(where).isEqualTo(model.topics.containsKey(name));
        }

        /** What another client deletes may still be given if it was read ahead; that is not for this test. */
        private boolean mayBeReadAhead(String name) {
            Long position = model.positions.get(name);
            return position != null && position < model.end(name);
        }

        private void subscribeOrUnsubscribe(String where) {
            if (!model.ring.isEmpty()) {
                client.unsubscribe();
                model.unsubscribe();
                return;
            }
            List<String> wanted = new ArrayList<>();
            for (int i = 0; i < 1 + random.nextInt(8); i++) {
                wanted.add(any(names));
            }
            model.subscribe(wanted);
            assertThat(client.subscribe(wanted)).as(where).isEqualTo(model.ring.size());
        }

        private void send(String where) {
            if (model.topics.isEmpty()) {
                return;
            }
            String topic = any(model.topics.keySet().stream().sorted().toList());
            List<String> texts = new ArrayList<>();
            for (int i = 0; i <= random.nextInt(4); i++) {
                texts.add("m" + sent++);
            }
            List<ByteBuffer> messages = texts.stream().map(Payloads::buffer).toList();
            long first = texts.size() == 1 ? either().send(topic, messages.get(0)) : either().send(topic, messages);
            assertThat(first).as(where).isEqualTo(model.append(topic, texts));
        }

        private void seek() {
            if (model.ring.isEmpty()) {
                return;
            }
            String topic = any(model.ring);
            int end = model.topics.getOrDefault(topic, List.of()).size();
            long offset = random.nextInt(end + 3);
            client.seek(topic, offset);
            model.positions.put(topic, offset);
        }

        /** By the client under test: what another trims may still be given if it was read ahead. */
        private void trim(String where) {
            if (model.topics.isEmpty()) {
                return;
            }
            String topic = any(model.topics.keySet().stream().sorted().toList());
            long offset = random.nextLong(model.end(topic) + 1);
            long earliest = model.earliest.merge(topic, offset, Math::max);
            assertThat(client.trimTopic(topic, offset)).as(where).isEqualTo(earliest);
        }

        private void poll(String where, int dice) {
            int max = dice < 80 ? 1 : 1 + random.nextInt(12);
            List<String> expected = model.poll(max);
            Duration wait = dice < 96 ? Duration.ZERO : Duration.ofMillis(2);
            List<String> seen =
                    seen(() -> dice < 80 ? client.poll().stream().toList() : client.poll(max, wait), expected);
            assertThat(seen).as(where).isEqualTo(expected);
            for (String topic : model.ring) {
                assertThat(client.position(topic)).as(where).isEqualTo(model.positions.get(topic));
            }
        }

        /** Of an error the place: the model says which topic it has to name. */
        private List<String> seen(Supplier<List<Message>> poll, List<String> expected) {
            try {
                return poll.get().stream().map(this::shown).toList();
            } catch (OffsetOutOfRangeException e) {
                String named = model.ring.stream()
                        .filter(topic -> String.valueOf(e.getMessage()).contains('"' + topic + '"'))
                        .findFirst()
                        .orElseThrow(() -> new AssertionError("no topic named, expected " + expected, e));
                return List.of(FairnessModel.gone(named, client.position(named)));
            }
        }

        private String shown(Message message) {
            return FairnessModel.shown(message.topic(), message.offset(), text(message));
        }

        private Kaska either() {
            return random.nextBoolean() ? client : other;
        }

        private String any(List<String> of) {
            return of.get(random.nextInt(of.size()));
        }
    }
}
