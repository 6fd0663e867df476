package io.kaska.server;

import io.kaska.protocol.Operation;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Many connections from one other process: PORT COUNT. Prints how many were served; holds them until stdin ends. */
final class ConnectionsProcess {
    private ConnectionsProcess() {}

    public static void main(String[] arguments) throws IOException {
        int count = Integer.parseInt(arguments[1]);
        List<RawClient> clients = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            clients.add(RawClient.greeted(Integer.parseInt(arguments[0])));
        }
        int served = 0;
        for (RawClient client : clients) {
            byte[] request = RawClient.request(Operation.COUNT_TOPICS, 0, 0, new byte[0]);
            served += client.ask(request).status() == 0 ? 1 : 0;
        }
        System.out.println(served);
        while (System.in.read() >= 0) {}
        for (RawClient client : clients) {
            client.close();
        }
    }
}
