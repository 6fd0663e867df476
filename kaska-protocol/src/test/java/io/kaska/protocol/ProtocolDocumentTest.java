package io.kaska.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code docs/protocol.md} says what the code does. */
class ProtocolDocumentTest {
    static List<DocumentExample> examples() throws IOException {
        return DocumentExample.all();
    }

    @ParameterizedTest
    @MethodSource("examples")
    void eachExampleHoldsWhatItStates(DocumentExample example) {
        DocumentExample read = ExampleReader.read(example);
        assertThat(read.fields()).isEqualTo(example.fields());
        assertThat(read.sizes()).isEqualTo(example.sizes());
        assertThat(read.hex()).isEqualTo(example.hex());
    }

    @Test
    void noExampleIsSkipped() throws IOException {
        long fences = DocumentExample.document().split("(?i)```+ *hex|~~~+ *hex", -1).length - 1L;
        assertThat(examples()).hasSize((int) fences).hasSizeGreaterThan(2 * Operation.values().length);
        assertThat(examples()).extracting(DocumentExample::kind).contains("client-hello", "broker-hello");
        assertThat(examples()).extracting(DocumentExample::kind).anyMatch(kind -> kind.startsWith("refusal "));
        assertThat(examples()).extracting(DocumentExample::kind).anyMatch(kind -> kind.startsWith("error "));
    }

    @ParameterizedTest
    @EnumSource
    void eachOperationHasARowATextAndExamples(Operation operation) throws IOException {
        assertThat(DocumentExample.document())
                .contains("\n| " + operation.code() + " | " + operation + " | ")
                .contains("\n### " + operation + "\n");
        assertThat(examples())
                .extracting(DocumentExample::kind)
                .contains("request " + operation, "response " + operation);
    }

    @ParameterizedTest
    @EnumSource
    void eachStatusHasARow(Status status) throws IOException {
        assertThat(DocumentExample.document()).contains("\n| " + status.code() + " | " + status + " | ");
    }

    @Test
    void noOperationOrStatusIsInventedByTheDocument() throws IOException {
        var row = Pattern.compile("^\\| (\\d+) \\| ([A-Z_]{2,}) \\| ", Pattern.MULTILINE);
        List<String> rows = row.matcher(DocumentExample.document())
                .results()
                .map(found -> found.group(1) + found.group(2))
                .toList();
        assertThat(rows).hasSize(Operation.values().length + Status.values().length);
    }

    @Test
    void theLimitsAreThoseOfTheCode() throws IOException {
        for (int limit : List.of(
                Protocol.MAX_NAME_SIZE,
                Protocol.MAX_HELLO_EXTENSION_SIZE,
                Protocol.DEFAULT_MAX_MESSAGE_SIZE,
                Protocol.MAX_BATCH_COUNT,
                Protocol.MAX_FETCH_TOPICS,
                Protocol.MAX_WAIT_MILLIS,
                MessageHead.MAX_HEADERS,
                ErrorBody.MAX_TEXT_SIZE)) {
            String written = "%,d".formatted(limit).replace(',', ' ');
            assertThat(DocumentExample.document()).contains(written);
        }
        assertThat(Protocol.LARGEST_MESSAGE_SIZE).isEqualTo((1L << 31) - 65_536);
        assertThat(DocumentExample.document()).contains("at most 2^31 - 65 536");
    }
}
