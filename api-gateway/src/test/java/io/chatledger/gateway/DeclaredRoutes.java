package io.chatledger.gateway;

import static java.util.stream.Collectors.toCollection;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.yaml.snakeyaml.Yaml;

/** The routes as {@code api-gateway.yaml} declares them, read without the gateway's help. */
final class DeclaredRoutes {

    private DeclaredRoutes() {}

    /** Those under their canonical path, as {@code METHOD /path}. */
    static TreeSet<String> canonical() {
        return routes().stream().map(route -> route.get("method") + " " + path(route))
                .collect(toCollection(TreeSet::new));
    }

    static TreeSet<String> withAliases() {
        return withAliases(route -> true);
    }

    static TreeSet<String> withAliases(Predicate<Map<String, Object>> which) {
        var declared = new TreeSet<String>();
        routes().stream().filter(which).forEach(route -> {
            declared.add(route.get("method") + " " + path(route));
            for (Object alias : (List<?>) route.getOrDefault("aliases", List.of())) {
                declared.add(alias.toString().startsWith("/") ? route.get("method") + " " + alias : alias.toString());
            }
        });
        return declared;
    }

    /** As documents have it: a variable that takes slashes, too, is a variable. */
    private static String path(Map<String, Object> route) {
        return route.get("path").toString().replace("{*", "{");
    }

    static boolean isPublic(Map<String, Object> route) {
        return "public".equals(route.get("access"));
    }

    static boolean takesApiKeys(Map<String, Object> route) {
        return Boolean.TRUE.equals(route.get("api-keys"));
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> routes() {
        try (InputStream yaml = ApiGateway.class.getResourceAsStream("/api-gateway.yaml")) {
            Map<String, Map<String, Map<String, Object>>> settings = new Yaml().load(yaml);
            return (List<Map<String, Object>>) settings.get("chatledger").get("gateway").get("routes");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
