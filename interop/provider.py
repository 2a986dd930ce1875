"""A provider of models that speaks OpenAI's chat completions, streamed, and embeddings, and does as it is asked.

With tools it calls the first of them twice at once, and then says what they have said; asked for three rounds, it calls
three times before it does. With a JSON schema it answers by that; of pictures it says how many there are; who wants
SEARCH/REPLACE blocks gets one. To "count" it counts slowly until its caller hangs up, "refuse" it refuses, "fail" fails
before the first word, and "break" after it.
"""

import base64
import json
import struct
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

CITIES = [("Paris", "Rome"), ("Oslo", "Bern"), ("Cairo", "Lima")]
EDIT = """greeting.py
```python
<<<<<<< SEARCH
print("Hello")
=======
print("Hello, Ada")
>>>>>>> REPLACE
```
"""
ERRORS = {
    "refuse": (400, {"message": "Too long.", "type": "invalid_request_error", "code": "context_length_exceeded"}),
    "fail": (500, {"message": "Out of order.", "type": "server_error", "code": None}),
}


def words(content):
    return content if isinstance(content, str) else " ".join(part.get("text", "") for part in content)


class Provider(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.path.endswith("/embeddings"):
            self.embed(asked)
            return
        last = words(asked["messages"][-1]["content"])
        if last in ERRORS:
            status, error = ERRORS[last]
            self.send(status, {"error": error})
            return
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Connection", "close")
        self.end_headers()
        try:
            for delta, reason in self.answer(asked):
                self.say({"choices": [{"index": 0, "delta": delta, "finish_reason": reason}]})
            if last == "break":
                self.say({"error": ERRORS["fail"][1]})
                return
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
        self.send(200, {"object": "list", "model": asked["model"], "data": data, "usage": usage})

    def answer(self, asked):
        messages = asked["messages"]
        last = messages[-1]
        said = [words(message["content"]) for message in messages if message["role"] == "tool"]
        rounds = 3 if any("three rounds" in words(m["content"]) for m in messages if m["role"] == "user") else 1
        if asked.get("tools") and len(said) < 2 * rounds:
            name = asked["tools"][0]["function"]["name"]
            for index, city in enumerate(CITIES[len(said) // 2]):
                call = {"index": index, "id": f"call_{len(said) + index}", "type": "function"}
                yield {"tool_calls": [{**call, "function": {"name": name, "arguments": '{"city":'}}]}, None
                yield {"tool_calls": [{"index": index, "function": {"arguments": f'"{city}"}}'}}]}, None
            yield {}, "tool_calls"
            return
        if asked.get("response_format", {}).get("type") == "json_schema":
            yield {"content": '{"city": "Paris", "degrees": 20}'}, None
        elif last["role"] == "tool":
            yield {"content": " and ".join(said)}, None
        elif "SEARCH/REPLACE" in words(messages[0]["content"]):
            for line in EDIT.splitlines(keepends=True):
                yield {"content": line}, None
        elif words(last["content"]) == "count":
            for number in range(10_000):
                yield {"content": f"{number} "}, None
                time.sleep(0.02)
        else:
            parts = last["content"] if isinstance(last["content"], list) else []
            pictures = sum(part["type"] == "image_url" for part in parts)
            yield {"content": "Hello"}, None
            if words(last["content"]) == "break":
                return
            yield {"content": f", I see {pictures} pictures."}, None
        yield {}, "stop"

    def say(self, chunk):
        self.wfile.write(f"data: {json.dumps(chunk)}\n\n".encode())
        self.wfile.flush()

    def send(self, status, answer):
        body = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


if __name__ == "__main__":
    server = ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Provider)
    print(f"http://127.0.0.1:{server.server_port}/v1", flush=True)
    server.serve_forever()
