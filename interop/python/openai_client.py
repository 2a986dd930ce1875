"""OpenAI's own client for Python against a chatledger whose model `scripted` is provider.py."""

import json
import time

import openai
from chatledger import MESSAGE_PRICE, URL, WELCOME_TOKENS, Account
from pydantic import BaseModel
from tools import TOOLS, loop, streamed, whole

account = Account("openai", openai.__version__)
client = openai.OpenAI(base_url=f"{URL}/v1", api_key=account.key)


def chat(**wanted):
    return client.chat.completions.create(**{"model": "scripted", "messages": say("hi")} | wanted)


def say(content):
    return [{"role": "user", "content": content}]


assert "scripted" in [model.id for model in client.models.list()]
assert client.models.retrieve("scripted").owned_by == "openai"
account.shows("models", 0)

answer = chat(temperature=0, seed=7, user="ada")
assert answer.choices[0].message.content == "Hello, I see 0 pictures."
assert answer.usage.total_tokens == 17
account.shows("chat", 1)

chunks = list(chat(stream=True, stream_options={"include_usage": True}))
assert "".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices) == "Hello, I see 0 pictures."
assert chunks[-1].usage.completion_tokens == 10
account.shows("stream", 1)

loop(client, whole)
loop(client, streamed)
account.shows("tools, two at once, in a loop of three rounds, whole and streamed", 8)


class Weather(BaseModel):
    city: str
    degrees: int


parsed = client.chat.completions.parse(model="scripted", messages=say("Paris?"), response_format=Weather)
assert parsed.choices[0].message.parsed == Weather(city="Paris", degrees=20)
account.shows("structured output", 1)

said = client.responses.create(model="scripted", instructions="Be brief.", input="hi", store=False)
assert said.output_text == "Hello, I see 0 pictures." and said.usage.total_tokens == 17
with client.responses.stream(model="scripted", input="hi") as stream:
    assert stream.get_final_response().output_text == "Hello, I see 0 pictures."
FUNCTION = [{"type": "function", "strict": False} | TOOLS[0]["function"]]
for as_stream in (False, True):
    items = say("What is the weather in Paris and in Rome?")
    if as_stream:
        with client.responses.stream(model="scripted", input=items, tools=FUNCTION) as stream:
            asked = stream.get_final_response()
    else:
        asked = client.responses.create(model="scripted", input=items, tools=FUNCTION)
    items += asked.output
    for call in asked.output:
        city = json.loads(call.arguments)["city"]
        items.append({"type": "function_call_output", "call_id": call.call_id, "output": f"sun in {city}"})
    told = client.responses.create(model="scripted", input=items, tools=FUNCTION)
    assert told.output_text == "sun in Paris and sun in Rome"
parsed = client.responses.parse(model="scripted", input="Paris?", text_format=Weather)
assert parsed.output_parsed == Weather(city="Paris", degrees=20)
account.shows("responses: whole, streamed, two tools at once in a loop, structured output", 7)

PICTURE = {"type": "image_url", "image_url": {"url": "data:image/png;base64," + "A" * 400_000}}
seen = chat(messages=say([{"type": "text", "text": "What is this?"}, PICTURE, PICTURE]))
assert seen.choices[0].message.content == "Hello, I see 2 pictures."
account.shows("pictures, 800 kB", 1)

made = client.embeddings.create(model="vectors", input=["a", "b"])
assert [each.embedding for each in made.data] == [[0.5, 0.0], [0.5, 1.0]]
assert made.usage.total_tokens == 7
account.shows("embeddings, asked for in base64", 1)

assert client.completions.create(model="scripted", prompt="hi", max_tokens=50).choices[0].text.startswith("Hello")
pieces = client.completions.create(model="scripted", prompt="hi", max_tokens=50, stream=True)
assert "".join(piece.choices[0].text for piece in pieces) == "Hello, I see 0 pictures."
account.shows("completions of before there were chats, whole and streamed", 2)

with chat(messages=say("count"), stream=True) as stream:
    for chunk in stream:
        if chunk.choices and (chunk.choices[0].delta.content or "").startswith("5"):
            break
# The model is stopped when we are noticed to be gone, and what was said until then is paid for.
for _ in range(300):
    if account.tokens() == WELCOME_TOKENS - account.paid - MESSAGE_PRICE:
        break
    time.sleep(0.1)
account.shows("cancelling a stream", 1)


def refused(kind, param=None, **wanted):
    try:
        chat(**wanted)
    except kind as refusal:
        assert refusal.param == param, refusal.param
        return refusal
    raise AssertionError(f"{wanted} was not refused")


refused(openai.NotFoundError, "model", model="none")
refused(openai.BadRequestError, "temperature", model="echo", temperature=0)
refused(openai.BadRequestError, "store", store=True)
stranger = client.with_options(api_key="sk-" + "A" * 32)
try:
    stranger.models.list()
    raise AssertionError("a stranger was let in")
except openai.AuthenticationError as refusal:
    assert refusal.code == "invalid_api_key"
while account.tokens() >= MESSAGE_PRICE:
    chat(model="echo")
    account.paid += MESSAGE_PRICE
assert refused(openai.APIStatusError).status_code == 402
account.shows("errors by class", 0)
