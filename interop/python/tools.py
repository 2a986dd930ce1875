"""The loop of a program that lets the model call a tool, with OpenAI's client."""

import json

TOOLS = [{"type": "function", "function": {"name": "weather", "parameters": {
    "type": "object", "properties": {"city": {"type": "string"}}}}}]
SAID = "sun in Paris and sun in Rome and sun in Oslo and sun in Bern and sun in Cairo and sun in Lima"


def whole(client, messages):
    return client.chat.completions.create(model="scripted", messages=messages, tools=TOOLS).choices[0]


def streamed(client, messages):
    with client.chat.completions.stream(model="scripted", messages=messages, tools=TOOLS) as stream:
        return stream.get_final_completion().choices[0]


def loop(client, ask):
    """Four messages: three in which the tool is called twice at once, and the one with what it gave."""
    messages = [{"role": "user", "content": "What is the weather? Ask in three rounds."}]
    rounds = 0
    while (asked := ask(client, messages)).finish_reason == "tool_calls":
        rounds += 1
        assert len(asked.message.tool_calls) == 2, asked
        calls = [{"id": call.id, "type": "function", "function": {
            "name": call.function.name, "arguments": call.function.arguments}} for call in asked.message.tool_calls]
        messages.append({"role": "assistant", "content": None, "tool_calls": calls})
        for call in asked.message.tool_calls:
            city = json.loads(call.function.arguments)["city"]
            messages.append({"role": "tool", "tool_call_id": call.id, "content": f"sun in {city}"})
    assert rounds == 3, rounds
    assert asked.message.content == SAID, asked
