// The code that the API console gives sends what the console sends, byte for byte.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { test } from "node:test";
import { choose } from "./console.js";
import { open, setUp } from "./site.js";

let arrived = [];
const stage = setUp(undefined, async (request) => {
  const { pathname, search } = new URL(request.url);
  if (pathname === "/_/health") return Response.json({});
  const body = Buffer.from(await request.arrayBuffer()).toString("hex");
  const told = ["x-api-key", "x-api-secret", "content-type"];
  const headers = told.map((name) => [name, request.headers.get(name)]);
  arrived.push({ method: request.method, path: pathname + search, headers, body });
  return Response.json({ fine: true });
});

const PROGRAMS = {
  curl: ["sh", "-s"],
  fetch: [process.execPath, "--input-type=module"],
  Python: ["python3", "-"],
};

/** Runs a text as a program, and gives what it wrote. */
function run([command, ...args], text) {
  const child = spawn(command, args);
  child.stdin.end(text);
  const written = ["stdout", "stderr"].map(async (name) => {
    const chunks = await child[name].toArray();
    return Buffer.concat(chunks).toString();
  });
  return Promise.all(written);
}

/** What arrives when something is done. */
async function arrival(act) {
  arrived = [];
  const said = await act();
  assert.equal(arrived.length, 1, JSON.stringify(said));
  return arrived[0];
}

/** Checks that what the console sends is what its code sends, and gives it. */
async function same(page, name) {
  const expected = await arrival(async () => {
    const count = await page.locator(".history li").count();
    await page.getByRole("button", { name: "Send", exact: true }).click();
    await page.locator(".history li").nth(count).waitFor();
  });
  for (const [language, program] of Object.entries(PROGRAMS)) {
    await page.getByLabel(language, { exact: true }).check();
    const code = await page.locator('pre[aria-label="The request as code"]').textContent();
    const got = await arrival(() => run(program, code));
    assert.deepEqual(got, expected, `${name}: ${language}\n${code.slice(0, 2000)}`);
  }
  return expected;
}

const BODIES = {
  plain: '{\n  "url": "https://example.com/"\n}',
  quotes: String.raw`{"a": "it's \"quoted\", '''three''' and \\ and \\'"}`,
  "ends with quotes": `'''"""'`,
  "ends with a backslash": "a\\",
  templates: "`${1 + 1}` $HOME $(id) %s %d !! \\` \\${x}",
  lines: "one\ntwo\n\n\tthree\n",
  escapes: String.raw`\n \x41 \u0041 \N{BULLET} \0 %b`,
  unicode: "äöü € 😀 \u2028 \u2029 \u0085 \ufeff 漢字",
  controls: "\u0001 \u001b[31m \u007f \f",
  nul: "a\0b \\0 it's",
  "half a surrogate pair": "half \ud83d of it",
  "an at sign": "@/etc/passwd",
  dashes: "--data-raw 'x'",
  large: JSON.stringify({ all: Array.from({ length: 2000 }, (_, index) => `'item' ${index}`) }),
};

test("bodies of every kind", async () => {
  const allowed = /^(?:_\/health|conduit\/.*)$/;
  const page = await open(stage, { hash: "#/providers/conduit/console/create", allowed });
  await page.getByLabel("This page's server").check();
  await page.fill("#credential-0", "it's \"\\ $HOME `id`");
  for (const [name, text] of Object.entries(BODIES)) {
    await page.fill("#console-body", text);
    const { method, path, headers, body } = await same(page, name);
    assert.deepEqual([method, path], ["POST", "/conduit/webhooks"]);
    assert.deepEqual(headers[0], ["x-api-key", "it's \"\\ $HOME `id`"]);
    assert.deepEqual(headers[2], ["content-type", "application/json"]);
    assert.equal(body, Buffer.from(text).toString("hex"), name);
  }
  assert.deepEqual(page.offences, []);
  await page.context().close();
});

test("paths, queries and requests without a body", async () => {
  const allowed = /^(?:_\/health|conduit\/.*|cryptofuse\/.*)$/;
  const page = await open(stage, { hash: "#/providers/conduit/console/get", allowed });
  await page.getByLabel("This page's server").check();
  for (const id of ["plain", "it's", 'a "b" c', "a/b?c#d", "ä €😀", "%2e%2e", "{x} [y]", "$(id)"]) {
    await page.fill("#path-id", id);
    const { method, path } = await same(page, id);
    assert.deepEqual([method, path], ["GET", `/conduit/webhooks/${encodeURIComponent(id)}`]);
  }
  await choose(page, "conduit", "list");
  await page.getByLabel(/^cursor/).fill(`it's a+b&c=d "e" \\ 😀`);
  assert.match((await same(page, "a query")).path, /^\/conduit\/webhooks\?cursor=it%27s\+a%2Bb/);
  await choose(page, "conduit", "delete");
  await page.fill("#path-id", "x");
  assert.equal((await same(page, "a deletion")).method, "DELETE");
  await choose(page, "cryptofuse", "delete");
  assert.match((await same(page, "a deletion with a body")).body, /^7b/);
  assert.deepEqual(page.offences, []);
  await page.context().close();
});
