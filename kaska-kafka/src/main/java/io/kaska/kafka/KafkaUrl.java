package io.kaska.kafka;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;

/**
 * What a URL says: {@code kafka://HOST:PORT,HOST:PORT?NAME=VALUE&NAME=VALUE}. What stands in a parameter may be
 * percent-encoded. A name that nobody knows is refused, as a mistyped one would else be a silent default.
 *
 * @param servers the nodes to begin with, as kafka-clients takes them
 * @param replication how many nodes keep a topic that is made; 0: three, or as many as the cluster has
 * @param minInSync how many of them have to have a message before it is acknowledged; 0: two of three, else one
 * @param maxMessage the largest message, in bytes, with key and headers
 * @param topicConfigs further properties of topics that are made
 * @param properties further properties for kafka-clients
 */
record KafkaUrl(
        String servers,
        short replication,
        int minInSync,
        int maxMessage,
        Map<String, String> topicConfigs,
        Map<String, String> properties) {
    static final String SCHEME = "kafka";

    private static final String REPLICATION = "replication.factor";
    private static final String MIN_IN_SYNC = "min.insync.replicas";
    private static final String MAX_MESSAGE = "max.message.bytes";
    private static final String TOPIC = "topic.";

    /** What Kaska takes: the same, whatever stands behind it. */
    private static final int DEFAULT_MAX_MESSAGE = 64 << 20;

    /** Nodes refuse a larger request than 100 MiB, unless told otherwise. */
    private static final int LARGEST_MAX_MESSAGE = 1 << 30;

    /** What the contract fixes, or the limits of the builder say. */
    private static final Set<String> OURS = Set.of(
            "bootstrap.servers",
            "acks",
            "allow.auto.create.topics",
            "auto.offset.reset",
            "buffer.memory",
            "default.api.timeout.ms",
            "delivery.timeout.ms",
            "enable.auto.commit",
            "enable.idempotence",
            "group.id",
            "group.instance.id",
            "group.protocol",
            "key.deserializer",
            "key.serializer",
            "max.block.ms",
            "max.poll.records",
            "max.request.size",
            "partitioner.class",
            "request.timeout.ms",
            "transactional.id",
            "value.deserializer",
            "value.serializer");

    static KafkaUrl of(String url) {
        String rest = url.substring(url.indexOf("://") + 3);
        int mark = rest.indexOf('?');
        String servers = mark < 0 ? rest : rest.substring(0, mark);
        checkServers(servers);
        Map<String, String> given = mark < 0 ? Map.of() : parameters(rest.substring(mark + 1));
        Map<String, String> topicConfigs = new LinkedHashMap<>();
        Map<String, String> properties = new LinkedHashMap<>();
        given.forEach((name, value) -> {
            if (name.startsWith(TOPIC)) {
                topicConfigs.put(name.substring(TOPIC.length()), value);
            } else if (!Set.of(REPLICATION, MIN_IN_SYNC, MAX_MESSAGE).contains(name)) {
                checkProperty(name);
                properties.put(name, value);
            }
        });
        return new KafkaUrl(
                servers,
                (short) number(given, REPLICATION, 0, Short.MAX_VALUE),
                number(given, MIN_IN_SYNC, 0, Short.MAX_VALUE),
                number(given, MAX_MESSAGE, DEFAULT_MAX_MESSAGE, LARGEST_MAX_MESSAGE),
                Map.copyOf(topicConfigs),
                Map.copyOf(properties));
    }

    private static void checkServers(String servers) {
        for (String server : servers.split(",", -1)) {
            int colon = server.lastIndexOf(':');
            String host = colon < 0 ? server : server.substring(0, colon);
            boolean ipv6 = host.indexOf(':') >= 0;
            boolean bracketed = host.startsWith("[") && host.endsWith("]");
            if (colon <= 0
                    || ipv6 != bracketed
                    || host.matches(".*[/#@\\s].*")
                    || !isPort(server.substring(colon + 1))) {
                throw wrong("\"" + server + "\" is no HOST:PORT, an IPv6 address in brackets");
            }
        }
    }

    private static boolean isPort(String text) {
        return text.matches("[0-9]{1,5}") && Integer.parseInt(text) >= 1 && Integer.parseInt(text) <= 65_535;
    }

    private static Map<String, String> parameters(String text) {
        Map<String, String> parameters = new LinkedHashMap<>();
        for (String parameter : text.split("&", -1)) {
            int equals = parameter.indexOf('=');
            if (equals <= 0) {
                throw wrong("a parameter is no NAME=VALUE"); // which may be a part of a password
            }
            String name = decoded(parameter.substring(0, equals));
            if (parameters.put(name, decoded(parameter.substring(equals + 1))) != null) {
                throw wrong("the parameter \"" + name + "\" stands twice");
            }
        }
        return parameters;
    }

    /** Percent-encoding only: a plus is a plus, as base64 and passwords have some. */
    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw wrong("a parameter has a % that no two hexadecimal digits follow");
        }
    }

    private static void checkProperty(String name) {
        if (OURS.contains(name)) {
            throw wrong("the property \"" + name + "\" is not to be chosen: Kaska's contract fixes it, or the limits"
                    + " of the client say it");
        }
        if (!ProducerConfig.configNames().contains(name)
                && !ConsumerConfig.configNames().contains(name)
                && !AdminClientConfig.configNames().contains(name)) {
            throw wrong("neither Kaska nor kafka-clients has a property \"" + name + "\"");
        }
    }

    private static int number(Map<String, String> given, String name, int missing, int largest) {
        String text = given.get(name);
        if (text == null) {
            return missing;
        }
        if (!text.matches("[0-9]{1,10}") || Long.parseLong(text) < 1 || Long.parseLong(text) > largest) {
            throw wrong(name + " is \"" + text + "\": it has to be a number from 1 to " + largest);
        }
        return Integer.parseInt(text);
    }

    private static IllegalArgumentException wrong(String problem) {
        return new IllegalArgumentException(
                "a URL of the form kafka://HOST:PORT,HOST:PORT?NAME=VALUE&NAME=VALUE is expected: " + problem);
    }
}
