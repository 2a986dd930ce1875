import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What Maven runs in this folder: {@code java Build.java build} makes the page, unless it was made from the same files
 * before; {@code java Build.java test} runs its unit tests. Without Node it says so in one line, and that is all.
 */
final class Build {

    private static final String WANTED = "20.19";
    private static final Path DOCUMENT = Path.of("..", "api-gateway", "src", "main", "resources", "openapi.yaml");
    private static final List<Path> INPUTS = Stream.of(
                    "src", "public", "index.html", "package.json", "package-lock.json", "tsconfig.json",
                    "vite.config.ts")
            .map(Path::of)
            .toList();
    private static final Path PAGE = Path.of("target", "classes", "page", "index.html");
    private static final Path BUILT_FROM = Path.of("target", "built-from.sha256");
    private static final Path INSTALLED_FROM = Path.of("node_modules", ".installed-from.sha256");

    public static void main(String[] arguments) throws Exception {
        boolean test = arguments[0].equals("test");
        if (test && List.of(arguments).subList(1, arguments.length).contains("true")) {
            return;
        }
        if (Files.notExists(Path.of("package.json"))) {
            // In a container: a stage with Node has built the page, and only that was copied here.
            return;
        }
        String inputs = hash(Stream.concat(INPUTS.stream(), Stream.of(DOCUMENT)).toList());
        if (!test && Files.exists(PAGE) && inputs.equals(read(BUILT_FROM))) {
            return;
        }
        String node = version("node");
        String npm = version("npm");
        if (node == null || npm == null || !suffices(node)) {
            System.out.printf(
                    "[WARNING] The page is %s: that needs Node %s or newer with npm, found %s. Everything else is complete.%n",
                    test ? "not tested" : Files.exists(PAGE) ? "as it was built before" : "not built",
                    WANTED, node == null ? "none" : npm == null ? node + " without npm" : node);
            return;
        }
        install();
        if (test) {
            run("npm", "test", "--silent");
        } else {
            run("npm", "run", "build", "--silent");
            Files.writeString(BUILT_FROM, inputs);
        }
    }

    private static void install() throws Exception {
        String lock = hash(List.of(Path.of("package-lock.json")));
        if (!lock.equals(read(INSTALLED_FROM))) {
            run("npm", "ci", "--silent");
            Files.writeString(INSTALLED_FROM, lock);
        }
    }

    /** Of what is installed, or null if it is not. */
    private static String version(String program) throws InterruptedException {
        try {
            Process process = new ProcessBuilder(words(program, "--version")).start();
            String version = new String(process.getInputStream().readAllBytes()).strip();
            return process.waitFor() == 0 ? version : null;
        } catch (IOException notThere) {
            return null;
        }
    }

    private static boolean suffices(String version) {
        Matcher numbers = Pattern.compile("v(\\d+)\\.(\\d+)\\..*").matcher(version);
        return numbers.matches()
                && Double.parseDouble(numbers.group(1)) * 1000 + Double.parseDouble(numbers.group(2)) >= 20_019;
    }

    private static void run(String... command) throws Exception {
        int exit = new ProcessBuilder(words(command)).inheritIO().start().waitFor();
        if (exit != 0) {
            System.err.println("[ERROR] " + String.join(" ", command) + " failed in the folder web.");
            System.exit(exit);
        }
    }

    /** Windows finds npm only by its shell. */
    private static List<String> words(String... command) {
        List<String> words = new ArrayList<>(List.of(command));
        if (System.getProperty("os.name").startsWith("Windows")) {
            words.addAll(0, List.of("cmd", "/c"));
        }
        return words;
    }

    private static String hash(List<Path> paths) throws IOException, NoSuchAlgorithmException {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        for (Path path : paths) {
            try (Stream<Path> files = Files.walk(path)) {
                files.filter(Files::isRegularFile).sorted().forEach(file -> {
                    try {
                        digest.update(file.toString().getBytes());
                        digest.update(Files.readAllBytes(file));
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                });
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static String read(Path file) throws IOException {
        return Files.exists(file) ? Files.readString(file) : "";
    }
}
