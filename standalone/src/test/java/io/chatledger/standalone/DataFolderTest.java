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
    void belongs_to_one_process_at_a_time_and_the_second_one_is_told_whose_it_is() {
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
    void a_secret_is_made_up_once_and_then_the_same_for_ever() {
        String secret = folder().secret("postgres");

        assertThat(secret).matches("[0-9a-f]{48}").isEqualTo(folder().secret("postgres"));
        assertThat(folder().secret("other")).isNotEqualTo(secret);
    }

    @Test
    void nobody_else_can_look_into_it() throws IOException {
        DataFolder data = folder();
        data.secret("postgres");

        assertThat(permissions(data.path())).isEqualTo("rwx------");
        assertThat(permissions(data.path().resolve("secrets"))).isEqualTo("rwx------");
        assertThat(permissions(data.path().resolve("secrets/postgres"))).isEqualTo("rw-------");
    }

    @Test
    void a_folder_that_exists_keeps_its_permissions() throws IOException {
        Path existing = Files.createDirectory(temporary.resolve("existing"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));

        assertThat(permissions(DataFolder.at(existing).path())).isEqualTo("rwxr-xr-x");
    }

    @Test
    void a_path_that_cannot_be_a_folder_is_refused_in_one_line() throws IOException {
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
