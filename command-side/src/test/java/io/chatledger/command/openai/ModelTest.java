package io.chatledger.command.openai;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatledger.command.Api;
import io.chatledger.command.Api.Answer;
import io.chatledger.command.Api.User;
import io.chatledger.command.CommandSideTest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@CommandSideTest
class ModelTest {

    private static final JsonNode ECHO = JsonMapper.shared().readTree("""
            {"id": "echo", "object": "model", "created": 0, "owned_by": "chatledger", "kind": "chat",
             "price": "100 a message",
             "takes": []}
            """);

    @LocalServerPort
    int port;

    Api api;
    User user;

    @BeforeEach
    void connect() {
        api = new Api(port);
        user = api.register();
    }

    @Test
    void allModelsAreListedWithTheirPrices() {
        Answer answer = api.send("GET", "/v1/models", user, null);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().propertyNames()).containsExactly("object", "data");
        assertThat(answer.json().get("object").asString()).isEqualTo("list");
        assertThat(answer.json().get("data")).contains(ECHO);
        assertThat(answer.json().get("data")).extracting(model -> model.get("id").asString())
                .contains("demo", "echo", "tests/scripted")
                .isSorted();
    }

    @Test
    void oneModelIsFoundByItsNameAlsoIfThereIsASlashInIt() {
        assertThat(api.send("GET", "/v1/models/echo", user, null).json()).isEqualTo(ECHO);
        assertThat(api.send("GET", "/v1/models/tests/scripted", user, null).json().get("price").asString())
                .isEqualTo("1000 for 1000 prompt tokens, 2000 for 1000 completion tokens, at least 1");
    }

    @Test
    void anUnknownModelIsNotFound() {
        Answer answer = api.send("GET", "/v1/models/none", user, null);

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.json()).isEqualTo(JsonMapper.shared().readTree("""
                {"error": {"message": "There is no such model; GET /v1/models lists them.",
                    "type": "invalid_request_error", "param": "model", "code": "model_not_found"}}
                """));
        assertThat(api.send("GET", "/v1/models/", user, null).status()).isEqualTo(404);
    }
}
