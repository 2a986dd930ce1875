"""Anthropic's own client for Python: the same models, in the form of its API."""

import time

import anthropic
from chatledger import MESSAGE_PRICE, URL, WELCOME_TOKENS, Account

account = Account("anthropic", anthropic.__version__)
client = anthropic.Anthropic(base_url=URL, api_key=account.key)


def create(**wanted):
    return client.messages.create(**{"model": "scripted", "max_tokens": 100, "messages": say("hi")} | wanted)


def say(content):
    return [{"role": "user", "content": content}]


answer = create(system="Be brief.", stop_sequences=["\n\n"])
assert answer.content[0].text == "Hello, I see 0 pictures."
assert (answer.usage.input_tokens, answer.usage.output_tokens) == (7, 10)
account.shows("messages", 1)

with client.messages.stream(model="scripted", max_tokens=100, messages=say("hi")) as stream:
    assert "".join(stream.text_stream) == "Hello, I see 0 pictures."
    assert stream.get_final_message().usage.output_tokens == 10
account.shows("stream", 1)

TOOLS = [{"name": "weather", "input_schema": {"type": "object", "properties": {"city": {"type": "string"}}}}]
for streamed in (False, True):
    messages = say("What is the weather in Paris and in Rome?")
    if streamed:
        with client.messages.stream(model="scripted", max_tokens=100, messages=messages, tools=TOOLS) as stream:
            asked = stream.get_final_message()
    else:
        asked = create(messages=messages, tools=TOOLS)
    assert asked.stop_reason == "tool_use"
    calls = [block for block in asked.content if block.type == "tool_use"]
    assert [call.input for call in calls] == [{"city": "Paris"}, {"city": "Rome"}], calls
    messages.append({"role": "assistant", "content": asked.content})
    messages += say([
        {"type": "tool_result", "tool_use_id": call.id, "content": f"sun in {call.input['city']}"} for call in calls])
    assert create(messages=messages, tools=TOOLS).content[0].text == "sun in Paris and sun in Rome"
account.shows("tools, two at once, in a loop, whole and streamed", 4)

PICTURE = {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": "A" * 400_000}}
seen = create(messages=say([PICTURE, {"type": "text", "text": "What is this?"}, PICTURE]))
assert seen.content[0].text == "Hello, I see 2 pictures."
account.shows("pictures, 800 kB", 1)

assert client.messages.count_tokens(model="scripted", messages=say("hi")).input_tokens > 0
account.shows("counting tokens", 0)

with client.messages.stream(model="scripted", max_tokens=100, messages=say("count")) as stream:
    for text in stream.text_stream:
        if text.startswith("5"):
            break
# The model is stopped when we are noticed to be gone, and what was said until then is paid for.
for _ in range(300):
    if account.tokens() == WELCOME_TOKENS - account.paid - MESSAGE_PRICE:
        break
    time.sleep(0.1)
account.shows("cancelling a stream", 1)


def refused(kind, **wanted):
    try:
        create(**wanted)
    except kind as refusal:
        return refusal
    raise AssertionError(f"{wanted} was not refused")


refused(anthropic.NotFoundError, model="none")
refused(anthropic.BadRequestError, model="echo", tools=TOOLS)
stranger = client.with_options(api_key="sk-" + "A" * 32)
try:
    stranger.messages.create(model="echo", max_tokens=1, messages=say("hi"))
    raise AssertionError("a stranger was let in")
except anthropic.AuthenticationError as refusal:
    assert refusal.body["error"]["type"] == "authentication_error"
while account.tokens() >= MESSAGE_PRICE:
    create(model="echo")
    account.paid += MESSAGE_PRICE
assert refused(anthropic.APIStatusError).status_code == 402
account.shows("errors by class", 0)
