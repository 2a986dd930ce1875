"""LiteLLM, calling chatledger as a provider in OpenAI's form and in Anthropic's."""

import os
from importlib.metadata import version

os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "True"  # or it asks the network for prices

import litellm
from chatledger import URL, Account

litellm.suppress_debug_info = True
account = Account("litellm", version("litellm"))


def complete(model="openai/scripted", base=f"{URL}/v1", **wanted):
    messages = [{"role": "user", "content": "hi"}]
    return litellm.completion(
        **{"model": model, "api_base": base, "api_key": account.key, "messages": messages, "num_retries": 0} | wanted)


assert complete().choices[0].message.content == "Hello, I see 0 pictures."
chunks = complete(stream=True)
assert "".join(chunk.choices[0].delta.content or "" for chunk in chunks) == "Hello, I see 0 pictures."
account.shows("chat and stream in OpenAI's form", 2)

assert complete("anthropic/scripted", URL, max_tokens=100).choices[0].message.content == "Hello, I see 0 pictures."
chunks = complete("anthropic/scripted", URL, max_tokens=100, stream=True)
assert "".join(chunk.choices[0].delta.content or "" for chunk in chunks) == "Hello, I see 0 pictures."
account.shows("chat and stream in Anthropic's form", 2)

made = litellm.embedding(
    "openai/vectors", ["a", "b"], api_base=f"{URL}/v1", api_key=account.key, encoding_format="float")
assert [each["embedding"] for each in made.data] == [[0.5, 0.0], [0.5, 1.0]]
account.shows("embeddings", 1)
