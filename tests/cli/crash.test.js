// Ends the service at random moments, as a power cut would, while it creates webhooks.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { Agent, request } from "node:http";
import { join } from "node:path";
import { test } from "node:test";
import { anyhook, environment, launcher, scratch, serve } from "./anyhook.js";

const { folder } = scratch();
const data = join(folder, "data");
const KEYS = { "X-API-Key": "key", "X-API-Secret": "secret" };
const KILLS = 60;
/** Services that run on the folder at once, and connections to each. */
const LANES = 3;
const CONNECTIONS = 8;
/** Milliseconds from its first answer on. */
const LONGEST_LIFE = 300;

/** By its id, what each creation was answered with. */
const created = new Map();
let asked = 0;
let repeated = 0;
let kills = 0;

/** Starts the service, lets clients create webhooks, and ends it by SIGKILL. */
async function round() {
  const args = [launcher, "serve", "--port", "0", "--data", data, "--log", "none"];
  const stdio = ["ignore", "pipe", "inherit"];
  const child = spawn(process.execPath, args, { env: environment(), stdio });
  const closed = once(child, "close");
  const [text] = await once(child.stdout, "data");
  const url = /http:\/\/\S+/.exec(String(text))[0];
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  let kill = () => {
    kill = () => {};
    setTimeout(() => child.kill("SIGKILL"), Math.random() * LONGEST_LIFE);
  };
  const client = async () => {
    for (;;) {
      const webhook = await create(url, agent).catch(() => undefined);
      if (!webhook) return;
      if (created.has(webhook.id)) repeated++;
      created.set(webhook.id, webhook);
      kill();
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, client));
  agent.destroy();
  const [, signal] = await closed;
  assert.equal(signal, "SIGKILL");
  kills++;
}

/** Creates a webhook with a URL of its own; fails where it is not answered as a whole. */
function create(url, agent) {
  const body = JSON.stringify({
    url: `https://example.com/${asked++}`,
    events: ["customer.active"],
  });
  const headers = { ...KEYS, "Content-Type": "application/json", "Content-Length": body.length };
  return new Promise((resolve, reject) => {
    const outgoing = request(`${url}/conduit/webhooks`, { method: "POST", headers, agent });
    outgoing.on("error", reject);
    outgoing.on("response", async (response) => {
      try {
        const chunks = [];
        for await (const chunk of response) chunks.push(chunk);
        assert.equal(response.statusCode, 201);
        resolve(JSON.parse(Buffer.concat(chunks).toString()));
      } catch (error) {
        reject(error);
      }
    });
    outgoing.end(body);
  });
}

test("whatever was answered is there after the service was killed", async (t) => {
  await Promise.all(
    Array.from({ length: LANES }, async () => {
      for (let count = 0; count < KILLS / LANES; count++) await round();
    }),
  );
  assert.equal(kills, KILLS);
  assert.equal(repeated, 0);

  const server = await serve(["--data", data]);
  const found = new Map();
  let listed = 0;
  for (let cursor; cursor !== null;) {
    const query = new URLSearchParams({ limit: "100", ...(cursor && { cursor }) });
    const answer = await fetch(`${server.url}/conduit/webhooks?${query}`, { headers: KEYS });
    assert.equal(answer.status, 200);
    const page = await answer.json();
    for (const webhook of page.data) found.set(webhook.id, webhook);
    listed += page.data.length;
    cursor = page.nextCursor;
  }
  // No id stands twice, and each creation was stored once or not at all.
  assert.equal(found.size, listed);
  assert.equal(new Set([...found.values()].map(({ url }) => url)).size, listed);
  assert.ok(listed <= asked);
  for (const [id, webhook] of created) assert.deepEqual(found.get(id), webhook);
  assert.ok(created.size > KILLS);

  // What the service counts by is what there is.
  const { stdout } = await anyhook(["export", "--data", data]);
  const entries = stdout.trimEnd().split("\n").slice(1, -1);
  const of = (kind) => entries.map((line) => JSON.parse(line)).filter(({ key }) => key[0] === kind);
  assert.deepEqual([of("s").length, of("o").length], [listed, listed]);
  assert.deepEqual(
    of("i").map(({ value }) => JSON.parse(value).count),
    [listed],
  );
  t.diagnostic(`${created.size} checks`);
  t.diagnostic(`${listed} webhooks of ${asked} that were asked for, ${kills} kills`);
});
