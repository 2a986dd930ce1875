"""A provider of models that speaks OpenAI's chat completions, streamed, and embeddings, and does as it is asked.

With tools it calls the first of them twice at once, and then says what they have said; with a JSON schema it answers by
that; of pictures it says how many there are; to "count" it counts slowly until its caller hangs up.
"""

import base64
import json
import struct
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


def words(content):
    return content if isinstance(content, str) else " ".join(part.get("text", "") for part in content)


class Provider(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.path.endswith("/embeddings"):
            self.embed(asked)
            return
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Connection", "close")
        self.end_headers()
        try:
            for delta, reason in self.answer(asked):
                self.say({"choices": [{"index": 0, "delta": delta, "finish_reason": reason}]})
            self.say({"choices": [], "usage": {"prompt_tokens": 7, "completion_tokens": 10}})
            self.wfile.write(b"data: [DONE]\n\n")
        except (BrokenPipeError, ConnectionResetError):
            print("the caller hung up", flush=True)

    def embed(self, asked):
        vectors = [[0.5, float(index)] for index in range(len(asked["input"]))]
        if asked.get("encoding_format") == "base64":
            vectors = [base64.b64encode(struct.pack("<2f", *vector)).decode() for vector in vectors]
        data = [{"object": "embedding", "index": i, "embedding": vector} for i, vector in enumerate(vectors)]
        usage = {"prompt_tokens": 7, "total_tokens": 7}
        body = json.dumps({"object": "list", "model": asked["model"], "data": data, "usage": usage}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def answer(self, asked):
        messages = asked["messages"]
        last = messages[-1]
        if asked.get("tools") and last["role"] != "tool":
            name = asked["tools"][0]["function"]["name"]
            for index, city in enumerate(["Paris", "Rome"]):
                call = {"index": index, "id": f"call_{index}", "type": "function"}
                yield {"tool_calls": [{**call, "function": {"name": name, "arguments": '{"city":'}}]}, None
                yield {"tool_calls": [{"index": index, "function": {"arguments": f'"{city}"}}'}}]}, None
            yield {}, "tool_calls"
            return
        if asked.get("response_format", {}).get("type") == "json_schema":
            yield {"content": '{"city": "Paris", "degrees": 20}'}, None
        elif last["role"] == "tool":
            said = [words(message["content"]) for message in messages if message["role"] == "tool"]
            yield {"content": " and ".join(said)}, None
        elif words(last["content"]) == "count":
            for number in range(10_000):
                yield {"content": f"{number} "}, None
                time.sleep(0.02)
        else:
            parts = last["content"] if isinstance(last["content"], list) else []
            pictures = sum(part["type"] == "image_url" for part in parts)
            yield {"content": "Hello"}, None
            yield {"content": f", I see {pictures} pictures."}, None
        yield {}, "stop"

    def say(self, chunk):
        self.wfile.write(f"data: {json.dumps(chunk)}\n\n".encode())
        self.wfile.flush()

    def log_message(self, *_):
        pass


if __name__ == "__main__":
    server = ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Provider)
    print(f"http://127.0.0.1:{server.server_port}/v1", flush=True)
    server.serve_forever()
