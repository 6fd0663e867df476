package io.kaska.bench.redis;

import io.kaska.bench.side.Installed;
import io.kaska.bench.side.Peer;
import io.kaska.bench.side.SideKind;
import io.kaska.bench.side.Storage;
import java.nio.file.Path;
import java.util.List;

/** Redis, whose streams are the nearest to topics that it has. */
public final class RedisPeer implements Peer {
    /** For {@link java.util.ServiceLoader}. */
    public RedisPeer() {}

    @Override
    public String name() {
        return "redis";
    }

    @Override
    public List<SideKind> kinds(Path root, Storage storage) {
        return List.of(new RedisKind(Installed.find("redis-server"), storage));
    }
}
