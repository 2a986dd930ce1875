package io.chatledger.standalone;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** Which version this is, and of what it was built: as the build has noted it. */
final class Version implements IVersionProvider {

    private static final String NOTED = "/META-INF/build-info.properties";

    @Override
    public String[] getVersion() {
        return new String[] {"chatledger " + number()};
    }

    static String number() {
        var build = new Properties();
        try (InputStream noted = Version.class.getResourceAsStream(NOTED)) {
            if (noted != null) {
                build.load(noted);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return build.getProperty("build.version", "of unknown version");
    }
}
