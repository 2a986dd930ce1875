package io.chatledger.command.log;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Date;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.springframework.stereotype.Component;

/** The whole log as an archive of the files under whose paths it is served, for programs that read it from disk. */
@Component
class LogExport {

    private final PublishedLog log;

    LogExport(PublishedLog log) {
        this.log = log;
    }

    void write(Checkpoint checkpoint, OutputStream to) throws IOException {
        Date time = Date.from(checkpoint.createdAt());
        try (var archive = new TarArchiveOutputStream(to, UTF_8.name())) {
            add(archive, time, "checkpoint", checkpoint.note().getBytes(UTF_8));
            add(archive, time, "key", (log.key() + "\n").getBytes(UTF_8));
            for (int level = 0; level < Tile.LEVELS; level++) {
                addLevel(archive, time, level, checkpoint.size());
            }
        }
    }

    private void addLevel(TarArchiveOutputStream archive, Date time, int level, long size) throws IOException {
        int width;
        for (long number = 0; (width = new Tile(level, number).widthAt(size)) > 0; number++) {
            Tile tile = new Tile(level, number);
            String path = Tile.path(number) + (width == Tile.WIDTH ? "" : ".p/" + width);
            add(archive, time, "tile/" + level + "/" + path, log.hashes(tile, width).orElseThrow());
            if (level == 0) {
                add(archive, time, "tile/entries/" + path, log.entries(number, width).orElseThrow());
            }
        }
    }

    private static void add(TarArchiveOutputStream archive, Date time, String name, byte[] content) throws IOException {
        var entry = new TarArchiveEntry(name);
        entry.setSize(content.length);
        entry.setModTime(time);
        archive.putArchiveEntry(entry);
        archive.write(content);
        archive.closeArchiveEntry();
    }
}
