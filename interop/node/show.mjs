// OpenAI's client for Node, Vercel's AI SDK and Anthropic's client against a chatledger whose models are provider.py.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import Anthropic from "@anthropic-ai/sdk";
import { createOpenAICompatible } from "@ai-sdk/openai-compatible";
import { embedMany, generateObject, generateText, jsonSchema, stepCountIs, streamText, tool } from "ai";
import OpenAI from "openai";

const url = process.env.CHATLEDGER_URL;
const PRICE = 100;
const HELLO = "Hello, I see 0 pictures.";
const versions = JSON.parse(readFileSync("package-lock.json")).packages;
let paid = 0;

async function call(path, token, body) {
  const response = await fetch(url + path, {
    method: body ? "POST" : "GET",
    headers: { "Content-Type": "application/json", ...(token && { Authorization: `Bearer ${token}` }) },
    body: body && JSON.stringify(body),
  });
  return response.json();
}

const { token } = await call("/api/register", null, {
  username: `node-${crypto.randomUUID()}`,
  password: "correct horse",
});
const { key } = await call("/api/user/keys", token, { scopes: ["chat", "read"] });

async function shows(name, what, messages) {
  paid += messages * PRICE;
  assert.equal((await call("/api/tokens", key)).tokens, 4000 - paid, what);
  console.log(`| \`${name}\` ${versions[`node_modules/${name}`].version} | ${what} |`);
}

const parameters = { type: "object", properties: { city: { type: "string" } }, required: ["city"] };
const question = "What is the weather in Paris and in Rome?";

// --- openai

const openai = new OpenAI({ baseURL: `${url}/v1`, apiKey: key });
const messages = [{ role: "user", content: "hi" }];
const whole = await openai.chat.completions.create({ model: "scripted", messages });
assert.equal(whole.choices[0].message.content, HELLO);
let said = "";
for await (const chunk of await openai.chat.completions.create({ model: "scripted", messages, stream: true })) {
  said += chunk.choices[0]?.delta.content ?? "";
}
assert.equal(said, HELLO);
await shows("openai", "chat and stream", 2);

const runner = openai.chat.completions.runTools({
  model: "scripted",
  messages: [{ role: "user", content: question }],
  tools: [
    {
      type: "function",
      function: { name: "weather", parameters, parse: JSON.parse, function: ({ city }) => `sun in ${city}` },
    },
  ],
});
assert.equal(await runner.finalContent(), "sun in Paris and sun in Rome");
await shows("openai", "tools, two at once, in a loop", 2);

const made = await openai.embeddings.create({ model: "vectors", input: ["a", "b"] });
assert.deepEqual(
  made.data.map((each) => each.embedding),
  [
    [0.5, 0],
    [0.5, 1],
  ],
);
await shows("openai", "embeddings, asked for in base64", 1);

const response = await openai.responses.create({ model: "scripted", input: "hi" });
assert.equal(response.output_text, HELLO);
said = "";
for await (const event of await openai.responses.create({ model: "scripted", input: "hi", stream: true })) {
  said += event.type === "response.output_text.delta" ? event.delta : "";
}
assert.equal(said, HELLO);
await shows("openai", "responses, whole and streamed", 2);

await assert.rejects(openai.chat.completions.create({ model: "none", messages }), OpenAI.NotFoundError);
await shows("openai", "errors by class", 0);

// --- ai

const provider = createOpenAICompatible({
  name: "chatledger",
  baseURL: `${url}/v1`,
  apiKey: key,
  supportsStructuredOutputs: true,
});
const model = provider("scripted");
assert.equal((await generateText({ model, prompt: "hi" })).text, HELLO);
said = "";
for await (const piece of streamText({ model, prompt: "hi" }).textStream) {
  said += piece;
}
assert.equal(said, HELLO);
await shows("ai", "chat and stream", 2);

const tools = {
  weather: tool({ inputSchema: jsonSchema(parameters), execute: async ({ city }) => `sun in ${city}` }),
};
const looped = await generateText({ model, prompt: question, tools, stopWhen: stepCountIs(5) });
assert.equal(looped.text, "sun in Paris and sun in Rome");
await shows("ai", "tools, two at once, in a loop", 2);

const schema = jsonSchema({ type: "object", properties: { city: { type: "string" }, degrees: { type: "number" } } });
const answered = await generateObject({ model, prompt: "Paris?", schema });
assert.deepEqual(answered.object, { city: "Paris", degrees: 20 });
await shows("ai", "structured output", 1);

const vectors = await embedMany({ model: provider.textEmbeddingModel("vectors"), values: ["a", "b"] });
assert.deepEqual(vectors.embeddings, [
  [0.5, 0],
  [0.5, 1],
]);
await shows("ai", "embeddings", 1);

// --- @anthropic-ai/sdk

const anthropic = new Anthropic({ baseURL: url, apiKey: key });
const limits = { model: "scripted", max_tokens: 100 };
const message = await anthropic.messages.create({ ...limits, messages });
assert.equal(message.content[0].text, HELLO);
assert.equal(await anthropic.messages.stream({ ...limits, messages }).finalText(), HELLO);
await shows("@anthropic-ai/sdk", "messages and stream", 2);

const asked = await anthropic.messages
  .stream({
    ...limits,
    messages: [{ role: "user", content: question }],
    tools: [{ name: "weather", input_schema: parameters }],
  })
  .finalMessage();
assert.deepEqual(
  asked.content.map((block) => block.input),
  [{ city: "Paris" }, { city: "Rome" }],
);
await shows("@anthropic-ai/sdk", "two tools at once, streamed", 1);
