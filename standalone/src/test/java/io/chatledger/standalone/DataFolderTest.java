package io.chatledger.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataFolderTest {

    @TempDir
    Path temporary;

    @Test
    void belongsToOneProcessAtATimeAndTheSecondOneIsToldWhoseItIs() {
        DataFolder data = folder();
        try (DataLock _ = data.lock()) {
            assertThatThrownBy(data::lock)
                    .isInstanceOf(CommandFailed.class)
                    .hasMessage("The data folder %s is in use by another chatledger (pid %d).",
                            data.path(), ProcessHandle.current().pid());
        }
        data.lock().close();
    }

    @Test
    void aSecretIsMadeUpOnceAndThenTheSameForEver() {
        String secret = folder().secret("postgres");

        assertThat(secret).matches("[0-9a-f]{48}").isEqualTo(folder().secret("postgres"));
        assertThat(folder().secret("other")).isNotEqualTo(secret);
    }

    @Test
    void nobodyElseCanLookIntoIt() throws IOException {
        DataFolder data = folder();
        data.secret("postgres");

        assertThat(permissions(data.path())).isEqualTo("rwx------");
        assertThat(permissions(data.path().resolve("secrets"))).isEqualTo("rwx------");
        assertThat(permissions(data.path().resolve("secrets/postgres"))).isEqualTo("rw-------");
    }

    @Test
    void aFolderThatExistsKeepsItsPermissions() throws IOException {
        Path existing = Files.createDirectory(temporary.resolve("existing"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));

        assertThat(permissions(DataFolder.at(existing).path())).isEqualTo("rwxr-xr-x");
    }

    @Test
    void aPathThatCannotBeAFolderIsRefusedInOneLine() throws IOException {
        Path file = Files.createFile(temporary.resolve("file"));

        assertThatThrownBy(() -> DataFolder.at(file.resolve("data")))
                .isInstanceOf(CommandFailed.class)
                .hasMessageContaining("cannot be used");
    }

    private DataFolder folder() {
        return DataFolder.at(temporary.resolve("data"));
    }

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
