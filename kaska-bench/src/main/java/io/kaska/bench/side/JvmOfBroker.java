package io.kaska.bench.side;

import com.sun.management.ThreadMXBean;
import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/**
 * A broker's JVM, asked over the JVM's own local management agent, which is started in it at the first question: a few
 * threads that sleep, and memory, so not to be asked where memory is measured.
 */
final class JvmOfBroker implements AutoCloseable {
    private final JMXConnector connector;
    private final ThreadMXBean threads;

    private JvmOfBroker(JMXConnector connector, ThreadMXBean threads) {
        this.connector = connector;
        this.threads = threads;
    }

    @SuppressWarnings("BanJNDI") // the address comes from a process that was started here
    static JvmOfBroker attach(long pid) {
        try {
            VirtualMachine machine = VirtualMachine.attach(String.valueOf(pid));
            String url;
            try {
                url = machine.startLocalManagementAgent();
            } finally {
                machine.detach();
            }
            JMXConnector connector = JMXConnectorFactory.connect(new JMXServiceURL(url));
            return new JvmOfBroker(
                    connector,
                    ManagementFactory.getPlatformMXBean(connector.getMBeanServerConnection(), ThreadMXBean.class));
        } catch (IOException | AttachNotSupportedException e) {
            throw new BenchException("cannot ask the broker's JVM, process " + pid + ": " + e.getMessage(), e);
        }
    }

    /** By all its threads, virtual ones and those that ended too. */
    long allocatedBytes() {
        return threads.getTotalThreadAllocatedBytes();
    }

    @Override
    public void close() {
        try {
            connector.close();
        } catch (IOException e) {
            throw new BenchException("cannot leave the broker's JVM: " + e.getMessage(), e);
        }
    }
}
