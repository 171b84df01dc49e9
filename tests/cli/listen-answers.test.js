// How `listen` answers when it is told to.
import assert from "node:assert/strict";
import { once } from "node:events";
import { connect } from "node:net";
import { test } from "node:test";
import { sign } from "anyhook";
import { anyhook, listen } from "./anyhook.js";

const BODY = '{"test": 2432232314}';
const own = { env: { ANYHOOK_SECRET: "it's a secret" } };
const genuine = sign("github", { secret: "it's a secret", body: BODY });
const start = (args) => listen(["github", ...args], own);

async function post({ url }, headers = genuine) {
  const response = await fetch(url, { method: "POST", headers, body: BODY });
  return [response.status, response.headers.get("retry-after"), await response.text()];
}

test("one status answers all, valid or not", async () => {
  const server = await start(["--answer", "503", "--retry-after", "30"]);
  assert.deepEqual(await post(server), [503, "30", '{"valid":true}']);
  assert.deepEqual(await post(server, {}), [503, "30", '{"code":"missing_header"}']);
});

test("several are given in turn, the last on and on", async () => {
  const server = await start(["--answer", "500", "--answer", "429", "--answer", "204"]);
  const statuses = [];
  for (let times = 0; times < 4; times++) statuses.push((await post(server))[0]);
  assert.deepEqual(statuses, [500, 429, 204, 204]);
});

test("a delay is waited for, and what waits ends with it", async () => {
  const server = await start(["--delay", "150ms"]);
  const before = performance.now();
  assert.equal((await post(server))[0], 200);
  assert.ok(performance.now() - before >= 140);
  const slow = await start(["--delay", "1h"]);
  const waiting = post(slow);
  await slow.line();
  assert.equal(await slow.stop("SIGINT"), 0);
  assert.deepEqual(await waiting, [503, null, '{"code":"closed"}']);
});

test("what hangs is told of when it arrives, and ends when the sender gives up", async () => {
  const server = await start(["--hang"]);
  for (let times = 0; times < 2; times++) {
    const { hostname, port } = new URL(server.url);
    const socket = connect(Number(port), hostname);
    const head = `POST /hang HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n`;
    await once(socket, "connect");
    socket.write(head);
    assert.match(await server.line(), /POST \/hang, 0 bytes$/);
    assert.match(await server.line(), /missing_header/);
    socket.destroy();
  }
  assert.equal(await server.stop(), 0);
});

test("what contradicts itself is exit code 2", async () => {
  const cases = [
    [["--answer", "600"], "`--answer` is `600`, expected a whole number from 200 to 599"],
    [["--delay", "2"], "`--delay` is `2`, expected a time such as `500ms`, `90s`, `24h` or `7d`"],
    [["--delay", "2h"], "at most 1h"],
    [["--retry-after", "soon"], "`--retry-after` is `soon`, expected seconds, or a date"],
    [["--hang", "--delay", "1s"], "`--hang` answers nothing: leave `--delay` out"],
    [
      ["--answer", "200", "--status", "200"],
      "`--answer` is for every request: leave `--status` out",
    ],
    [["--forward-to", "http://localhost:1", "--answer", "200"], "leave `--answer` out"],
    [["--forward-to", "http://localhost:1", "--hang"], "leave `--hang` out"],
    [["--forward-to", "http://[::1]:4000/x", "--port", "4000"], "leads back to this"],
    [["--forward-to", "localhost:1"], "the URL of `--forward-to` is no absolute http or https URL"],
    [["--forward-to", "http://u:p@localhost"], "the URL of `--forward-to` holds credentials"],
    [
      ["--save", "/dev/null/x"],
      "cannot save requests in `/dev/null/x`: a part of the path is no folder",
    ],
  ];
  for (const [args, message] of cases) {
    const { code, stderr } = await anyhook(["listen", "github", ...args], own);
    assert.equal(code, 2, `${args}: ${stderr}`);
    assert.ok(stderr.includes(message), stderr);
  }
});
