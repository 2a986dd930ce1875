package io.chatledger.standalone;

import io.chatledger.standalone.postgres.Database;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** Data folders for tests, below {@code target}, and a look at what is in their databases. */
final class TestData {

    private static final Path PARENT = Path.of("target", "data").toAbsolutePath();

    private TestData() {}

    /** An empty folder, but for PostgreSQL's programs, which all of them share: unpacking takes longer than a test. */
    static DataFolder newFolder() {
        try {
            Files.createDirectories(PARENT);
            return folderAt(Files.createTempDirectory(PARENT, "system"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The same in an empty folder of the caller's. */
    static DataFolder folderAt(Path empty) {
        try {
            Path binaries = Files.createDirectories(PARENT.resolve("postgres-binaries"));
            DataFolder data = DataFolder.at(empty);
            Files.createSymbolicLink(data.postgresBinaries(), binaries);
            return data;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The folder's database, entered by this role. */
    static JdbcClient database(DataFolder data, int port, String role) {
        return JdbcClient.create(new DriverManagerDataSource(Database.url(port), role, data.secret(role)));
    }
}
