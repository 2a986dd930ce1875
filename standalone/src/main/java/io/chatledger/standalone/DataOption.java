package io.chatledger.standalone;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The option {@code --data}, the same for every command. */
final class DataOption {

    @Option(names = "--data", defaultValue = "${env:CHATLEDGER_DATA:-data}",
            description = "The folder in which everything is kept (CHATLEDGER_DATA; default data).")
    private Path path;

    DataFolder folder() {
        return DataFolder.at(path);
    }
}
