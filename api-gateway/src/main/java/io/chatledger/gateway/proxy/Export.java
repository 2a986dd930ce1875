package io.chatledger.gateway.proxy;

import io.chatledger.api.ErrorCode;
import io.chatledger.gateway.problem.Refusal;
import io.chatledger.gateway.routing.Side;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpStatus;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;

/**
 * A person's data as one archive (ZIP): what the sides answer the caller one by one, put together while it is sent, so
 * that none of it is kept anywhere. Whatever goes wrong in the middle breaks off the archive, which has its directory
 * at its end: half of one cannot be taken for a whole.
 */
@Component
class Export implements CombinedCall {

    private static final String RETRY_AFTER_SECONDS = "10";

    private final ProxySettings settings;
    private final SideClient sides;
    private final Questions questions;
    private final Relay relay;
    private final JsonMapper json;
    private final Semaphore places;

    Export(ProxySettings settings, SideClient sides, Questions questions, Relay relay, JsonMapper json) {
        this.settings = settings;
        this.sides = sides;
        this.questions = questions;
        this.relay = relay;
        this.json = json;
        this.places = new Semaphore(settings.exportsAtOnce());
    }

    @Override
    public String path() {
        return "/api/user/export";
    }

    /** @throws Refusal if too many are being made */
    @Override
    public void answer(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Questions.requireKnown(Set.of(), request);
        if (!places.tryAcquire()) {
            throw new Refusal(
                    ErrorCode.RATE_LIMITED,
                    "Too many exports are being made; try again soon.",
                    Map.of(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS));
        }
        try {
            HttpUriRequestBase call = questions.question(Side.QUERY, "/api/user/profile", request);
            ClassicHttpResponse profile = sides.send(call, settings.responseTimeout());
            if (profile.getCode() != HttpStatus.SC_OK) {
                relay.relay(call, profile, response);
                return;
            }
            response.setContentType("application/zip");
            response.setHeader(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"chatledger-export.zip\"");
            if (request.getMethod().equals("HEAD")) {
                profile.close();
                return;
            }
            var archive = new Archive(request, new ZipOutputStream(response.getOutputStream()));
            archive.put("profile.json", profile);
            archive.fill();
        } finally {
            places.release();
        }
    }

    /** One that is being made. */
    private final class Archive {

        private final HttpServletRequest request;
        private final ZipOutputStream zip;

        Archive(HttpServletRequest request, ZipOutputStream zip) {
            this.request = request;
            this.zip = zip;
        }

        void fill() throws IOException {
            put("keys.json", ask(Side.COMMAND, "/api/user/keys"));
            put("sessions.json", ask(Side.COMMAND, "/api/user/sessions"));
            putActs();
            putPages("statement", "/api/tokens/history?limit=200", false);
            putPages("conversations", "/api/conversations?limit=200", true);
            putPages("archived-conversations", "/api/conversations?archived=true&limit=200", true);
            zip.finish();
        }

        /** What administrators did to the person, and why. */
        private void putActs() throws IOException {
            ArrayNode acts = json.createArrayNode();
            for (String next = ""; next != null; ) {
                JsonNode answer = read(ask(Side.QUERY, "/api/user/acts?limit=200" + next));
                answer.path("results").forEach(acts::add);
                next = nextPage(answer);
            }
            begin("acts.json");
            zip.write(json.writeValueAsBytes(Map.of("results", acts)));
        }

        /** @param conversations whether each result is one, whose text belongs into the archive as well */
        private void putPages(String name, String path, boolean conversations) throws IOException {
            String next = "";
            for (int page = 1; next != null; page++) {
                JsonNode answer = read(ask(Side.QUERY, path + next));
                begin(name + "-" + page + ".json");
                zip.write(json.writeValueAsBytes(answer));
                if (conversations) {
                    for (JsonNode conversation : answer.path("results")) {
                        putText(conversation.path("id").asString());
                    }
                }
                next = nextPage(answer);
            }
        }

        private static @Nullable String nextPage(JsonNode page) {
            return page.path("next").isString() ? "&before=" + page.path("next").asString() : null;
        }

        /** None if it was deleted in between. */
        private void putText(String id) throws IOException {
            ClassicHttpResponse text = ask(Side.QUERY, "/api/conversations/" + id + "/text");
            if (text.getCode() == HttpStatus.SC_NOT_FOUND) {
                text.close();
            } else {
                put("conversations/" + id + ".md", text);
            }
        }

        private ClassicHttpResponse ask(Side side, String path) {
            return sides.send(questions.question(side, path, request), settings.responseTimeout());
        }

        private JsonNode read(ClassicHttpResponse answer) throws IOException {
            try (answer; InputStream body = whole(answer)) {
                return json.readTree(body);
            }
        }

        void put(String name, ClassicHttpResponse answer) throws IOException {
            try (answer; InputStream body = whole(answer)) {
                begin(name);
                body.transferTo(zip);
            }
        }

        private void begin(String name) throws IOException {
            zip.putNextEntry(new ZipEntry(name));
        }

        private static InputStream whole(ClassicHttpResponse answer) throws IOException {
            if (answer.getCode() != HttpStatus.SC_OK || answer.getEntity() == null) {
                throw new IOException("a part of an export was answered with " + answer.getCode());
            }
            return answer.getEntity().getContent();
        }
    }
}
