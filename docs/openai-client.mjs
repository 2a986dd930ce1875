// OpenAI's own client for Node against a running chatledger, for whoever wants to see it with their own eyes:
//
//   cp docs/openai-client.mjs "$(mktemp -d)" && cd "$_" && npm install openai && node openai-client.mjs
//
// It registers somebody new, so it can be run as often as one likes. CHATLEDGER_URL says where, if it is not
// http://localhost:8000. The same for Java, as tests: OpenAiJavaTest and LangChain4jTest in `standalone`.

import assert from "node:assert/strict";
import OpenAI from "openai";

const url = process.env.CHATLEDGER_URL ?? "http://localhost:8000";
const MOST_MESSAGES = 1000;

async function post(path, body, token) {
  const response = await fetch(url + path, {
    method: "POST",
    headers: { "Content-Type": "application/json", ...(token && { Authorization: `Bearer ${token}` }) },
    body: JSON.stringify(body),
  });
  assert.equal(response.status, 201, `POST ${path}: ${response.status}`);
  return response.json();
}

const account = await post("/api/register", { username: `node-${crypto.randomUUID()}`, password: "correct horse" });
const { key } = await post("/api/user/keys", { name: "docs/openai-client.mjs" }, account.token);

let requests = 0;
const counting = (...call) => {
  requests += 1;
  return fetch(...call);
};
const client = new OpenAI({ baseURL: `${url}/v1`, apiKey: key, fetch: counting });
const hello = { model: "echo", messages: [{ role: "user", content: "Hello, AI!" }] };

const models = await client.models.list();
console.log("models:", models.data.map((model) => `${model.id} (${model.price})`).join(", "));
assert.ok(models.data.some((model) => model.id === "echo"));

const completion = await client.chat.completions.create(hello);
console.log("chat:", completion.choices[0].message.content, completion.usage, completion.chatledger);
assert.equal(completion.choices[0].message.content, "Echo: Hello, AI!");
assert.equal(completion.choices[0].finish_reason, "stop");
assert.ok(completion.usage.total_tokens > 0);

const stream = await client.chat.completions.create({
  ...hello,
  stream: true,
  stream_options: { include_usage: true },
});
let said = "";
let usage = null;
for await (const chunk of stream) {
  said += chunk.choices[0]?.delta.content ?? "";
  usage = chunk.usage ?? usage;
}
console.log("stream:", said, usage);
assert.equal(said, "Echo: Hello, AI!");
assert.deepEqual(usage, completion.usage);

const stranger = new OpenAI({ baseURL: `${url}/v1`, apiKey: `sk-${"A".repeat(32)}`, fetch: counting });
requests = 0;
await assert.rejects(stranger.chat.completions.create(hello), (error) => {
  console.log("bad key:", error.constructor.name, error.status, error.code);
  return error instanceof OpenAI.AuthenticationError && error.code === "invalid_api_key";
});
assert.equal(requests, 1, "a bad key is not tried again");

let refusal = null;
for (let sent = 0; refusal === null && sent < MOST_MESSAGES; sent += 1) {
  requests = 0;
  await client.chat.completions.create(hello).catch((error) => {
    refusal = error;
  });
}
console.log("empty balance:", refusal?.constructor.name, refusal?.status, refusal?.code, refusal?.message);
assert.ok(refusal instanceof OpenAI.APIError);
assert.equal(refusal.status, 402);
assert.equal(refusal.code, "insufficient_quota");
assert.equal(requests, 1, "an empty balance is not tried again");
console.log("All as it should be.");
