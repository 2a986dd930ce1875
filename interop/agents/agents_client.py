"""Libraries for agents and for structured answers, with OpenAI's client inside, against the same chatledger."""

import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import instructor
import openai
from chatledger import URL, Account
from llama_index.core.llms import ChatMessage
from llama_index.llms.openai_like import OpenAILike
from pydantic import BaseModel
from pydantic_ai import Agent
from pydantic_ai.models.openai import OpenAIChatModel
from pydantic_ai.providers.openai import OpenAIProvider

BASE = f"{URL}/v1"
HELLO = "Hello, I see 0 pictures."


class Weather(BaseModel):
    city: str
    degrees: int


account = Account("pydantic-ai-slim", version("pydantic-ai-slim"))
agent = Agent(OpenAIChatModel("scripted", provider=OpenAIProvider(base_url=BASE, api_key=account.key)))
asked = []


@agent.tool_plain
def weather(city: str) -> str:
    """The weather in a city."""
    asked.append(city)
    return f"sun in {city}"


assert agent.run_sync("What is the weather?").output == "sun in Paris and sun in Rome"
assert asked == ["Paris", "Rome"]
account.shows("an agent with a tool, called twice at once", 2)

account = Account("instructor", version("instructor"))
client = instructor.from_openai(openai.OpenAI(base_url=BASE, api_key=account.key), mode=instructor.Mode.JSON_SCHEMA)
told = client.chat.completions.create(
    model="scripted", response_model=Weather, messages=[{"role": "user", "content": "Paris?"}])
assert (told.city, told.degrees) == ("Paris", 20)
account.shows("structured output", 1)

account = Account("llama-index-llms-openai-like", version("llama-index-llms-openai-like"))
model = OpenAILike(model="scripted", api_base=BASE, api_key=account.key, is_chat_model=True)
said = [ChatMessage(role="user", content="hi")]
assert model.chat(said).message.content == HELLO
assert "".join(piece.delta for piece in model.stream_chat(said)) == HELLO
account.shows("chat and stream", 2)

account = Account("llm", version("llm"))
folder = Path(sys.argv[1])
(folder / "extra-openai-models.yaml").write_text(
    f"- model_id: scripted\n  model_name: scripted\n  api_base: {BASE}\n  api_key_name: chatledger\n")
command = [sys.executable, "-m", "llm", "-m", "scripted", "--key", account.key, "hi"]
assert subprocess.check_output(command, env={"LLM_USER_PATH": str(folder)}, text=True).strip() == HELLO
account.shows("the command line, streamed", 1)
