"""OpenAI's client in front of a chatledger whose provider is LiteLLM's proxy, which asks provider.py."""

from importlib.metadata import version

import openai
from chatledger import URL, Account
from tools import loop, streamed, whole

HELLO = "Hello, I see 0 pictures."
account = Account("litellm[proxy]", version("litellm"))
client = openai.OpenAI(base_url=f"{URL}/v1", api_key=account.key, max_retries=0)


def chat(content="hi", **wanted):
    return client.chat.completions.create(
        **{"model": "scripted", "messages": [{"role": "user", "content": content}]} | wanted)


def stream(content="hi", **wanted):
    """The text and the usage."""
    chunks = list(chat(content, stream=True, stream_options={"include_usage": True}, **wanted))
    return "".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices), chunks[-1].usage


answer = chat(temperature=0)
assert answer.choices[0].message.content == HELLO
assert (answer.usage.prompt_tokens, answer.usage.completion_tokens) == (7, 10)
text, usage = stream()
assert text == HELLO
assert (usage.prompt_tokens, usage.completion_tokens) == (7, 10)
account.shows("chat and stream, with usage", 2)

assert chat(model="metered").usage.total_tokens == 17
assert stream(model="metered") == (HELLO, usage)
account.paid += 2 * (7 * 2 + 10 * 3)
account.shows("a price by use, whole and streamed", 0)

loop(client, whole)
loop(client, streamed)
account.shows("tools, two at once, in a loop of three rounds, whole and streamed", 8)

made = client.embeddings.create(model="vectors", input=["a", "b"])
assert [each.embedding for each in made.data] == [[0.5, 0.0], [0.5, 1.0]]
assert made.usage.total_tokens == 7
account.shows("embeddings", 1)


def refused(kind, ask, content):
    try:
        ask(content)
    except kind as refusal:
        return refusal
    raise AssertionError(f"{content} was not refused")


for ask in (chat, stream):
    assert "Too long." in refused(openai.BadRequestError, ask, "refuse").message
    assert refused(openai.APIStatusError, ask, "fail").status_code == 502
    refused(openai.APIError, ask, "break")
account.shows("errors of the provider, before the first word and after it, uncharged", 0)
