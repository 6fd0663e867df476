package io.kaska.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.kaska.bench.load.Figure;
import io.kaska.bench.load.Job;
import io.kaska.bench.load.Plan;
import io.kaska.bench.load.Round;
import io.kaska.bench.load.Span;
import io.kaska.bench.side.UrlKind;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import javax.xml.parsers.DocumentBuilderFactory;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;

class ReportTest {
    private static Result result(String url, double... rates) {
        Histogram latencies = new Histogram(3);
        latencies.recordValue(10_000);
        latencies.recordValue(2_000_000);
        List<Round> rounds = Arrays.stream(rates)
                .mapToObj(rate -> new Round(Map.of(Figure.RATE, rate), Optional.of(latencies)))
                .toList();
        Plan plan = new Plan(100, 1, 1, Span.ofMessages(1), OptionalDouble.empty(), 1);
        return new Result(Job.named("send").orElseThrow(), new UrlKind(url), plan, rounds);
    }

    @Test
    void anImageIsWellFormedAndHasALineForEachResult() throws Exception {
        String svg = Plot.of(List.of(result("kaska://h:1", 5), result("a<&>b://h:1", 6)));
        Document image = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
        assertThat(image.getElementsByTagName("polyline").getLength()).isEqualTo(2);
        assertThat(svg).contains("send, kaska").doesNotContain("NaN");
    }

    @Test
    void anImageOfNothingIsWellFormed() throws Exception {
        assertThat(DocumentBuilderFactory.newInstance()
                        .newDocumentBuilder()
                        .parse(new ByteArrayInputStream(Plot.of(List.of()).getBytes(StandardCharsets.UTF_8))))
                .isNotNull();
    }

    @Test
    void theRatioIsAboveOneForTheBetter() {
        assertThat(result("a://h:1", 30).timesBetterThan(result("b://h:1", 10))).isEqualTo(3);
    }

    @Test
    void numbersOfJsonHaveNoNeedlessDigits() {
        assertThat(List.of(
                        Json.number(100), Json.number(0.5), Json.number(0), Json.number(99.9), Json.number(Double.NaN)))
                .containsExactly("100", "0.5", "0", "99.9", "null");
    }

    @Test
    void textOfJsonIsQuoted() {
        assertThat(Json.text("a\"b\\c\né")).isEqualTo("\"a\\\"b\\\\c\\u000a\\u00e9\"");
    }

    @Test
    void jsonHasMedianMinAndMax() {
        assertThat(Json.of(Map.of("java", "25"), List.of(List.of(result("kaska://h:1", 30, 10, 20)))))
                .startsWith("{\"environment\":{\"java\":\"25\"},\"results\":[{\"job\":\"send\"")
                .contains(
                        "\"rate\":{\"unit\":\"messages/s\",\"median\":20,\"min\":10,\"max\":30,\"rounds\":[30,10,20]}")
                .contains("\"latencyNanos\":{\"50\":")
                .endsWith("}]}");
    }
}
