"""LangChain's clients for models of OpenAI."""

from importlib.metadata import version

from chatledger import URL, Account
from langchain_core.messages import HumanMessage, ToolMessage
from langchain_core.tools import tool
from langchain_openai import ChatOpenAI, OpenAIEmbeddings
from pydantic import BaseModel

account = Account("langchain-openai", version("langchain-openai"))
model = ChatOpenAI(model="scripted", base_url=f"{URL}/v1", api_key=account.key, temperature=0)

assert model.invoke("hi").content == "Hello, I see 0 pictures."
assert "".join(chunk.content for chunk in model.stream("hi")) == "Hello, I see 0 pictures."
account.shows("chat and stream", 2)


@tool
def weather(city: str) -> str:
    """The weather in a city."""
    return f"sun in {city}"


bound = model.bind_tools([weather])
messages = [HumanMessage("What is the weather in Paris and in Rome?")]
asked = bound.invoke(messages)
messages += [asked, *(ToolMessage(weather.invoke(call["args"]), tool_call_id=call["id"]) for call in asked.tool_calls)]
assert bound.invoke(messages).content == "sun in Paris and sun in Rome"
account.shows("tools, two at once, in a loop", 2)


class Weather(BaseModel):
    city: str
    degrees: int


parsed = model.with_structured_output(Weather, method="json_schema").invoke("Paris?")
assert parsed == Weather(city="Paris", degrees=20)
account.shows("structured output", 1)

# Its default sends tokens of OpenAI's tokenizer, which it would have to fetch; texts are what all models know.
embeddings = OpenAIEmbeddings(
    model="vectors", base_url=f"{URL}/v1", api_key=account.key, check_embedding_ctx_length=False)
assert embeddings.embed_documents(["a", "b"]) == [[0.5, 0.0], [0.5, 1.0]]
account.shows("embeddings", 1)
