package io.chatledger.command.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chatledger.api.ErrorCode;
import io.chatledger.command.account.Refusal;
import io.chatledger.command.chat.Delta;
import io.chatledger.command.web.Problems;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletResponse;
import tools.jackson.databind.json.JsonMapper;

class ChunkStreamTest {

    private final MockHttpServletResponse response = new MockHttpServletResponse();
    private final ChunkStream stream = new ChunkStream(
            response, JsonMapper.shared(), new Problems(), new CompletionChunk.Head("chatcmpl-1", 1, "echo"), null);

    @Test
    void aSilentModelIsCoveredByCommentsAfterTheRole() throws Exception {
        stream.keepAlive(": keep");
        stream.keepAlive("-alive\n\n");

        assertThat(response.isCommitted()).isTrue();
        assertThat(response.getContentAsString())
                .startsWith("data: {\"id\":\"chatcmpl-1\",")
                .endsWith("}\n\n: keep-alive\n\n")
                .containsOnlyOnce("\"role\":\"assistant\"");
    }

    @Test
    void aFailureBeforeAnythingWasSentIsLeftToTheStatusOfTheResponse() {
        var failure = new IllegalStateException("any");

        assertThatThrownBy(() -> stream.failed(failure)).isSameAs(failure);
        assertThat(response.isCommitted()).isFalse();
        assertThat(response.getContentType()).isNull();
    }

    @Test
    void aFailureAfterThatIsAnErrorInTheStream() throws Exception {
        stream.delta(Delta.text("half"));
        stream.failed(new Refusal(ErrorCode.PROVIDER_TIMEOUT, "Too late."));

        assertThat(response.getContentAsString())
                .endsWith("data: {\"error\":{\"message\":\"Too late.\","
                        + "\"type\":\"server_error\",\"param\":null,\"code\":\"provider_timeout\"}}\n\n");
    }
}
