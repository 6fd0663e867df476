package io.kaska.client;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The names of all clients that committed, asked page by page. Used by one thread. */
final class ClientListing {
    private final Connections connections;

    ClientListing(Connections connections) {
        this.connections = connections;
    }

    Set<String> all() {
        Set<String> names = new LinkedHashSet<>();
        List<String> page = page("", names);
        while (!page.isEmpty()) {
            names.addAll(page);
            page = page(page.get(page.size() - 1), names);
        }
        return names;
    }

    /** The names behind one, none of which may be known. */
    private List<String> page(String after, Set<String> known) {
        return NamePages.ask(connections, Request.listClients(after), page -> {
            List<String> names = new ArrayList<>();
            NamePages.addNames("client", page, names);
            NamePages.check(names.stream().noneMatch(known::contains), "the pages of clients go in a circle");
            return names;
        });
    }
}
