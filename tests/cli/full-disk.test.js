// A disk without room: what cannot be kept is not acknowledged, and all else goes on.
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmdirSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { anyhook, scratch, serve } from "./anyhook.js";
import { Endpoints, PROVIDERS, publish, subscribe } from "./endpoints.js";

const { folder } = scratch();
const disk = mkdtempSync(join(tmpdir(), "anyhook-disk-"));
const tmpfs = ["-t", "tmpfs", "-o", "size=8m", "tmpfs", disk];
const isMounted = spawnSync("mount", tmpfs, { stdio: "ignore" }).status === 0;
after(() => {
  if (isMounted) execFileSync("umount", ["--lazy", disk]);
  rmdirSync(disk);
});
const skip = isMounted ? false : "no small disk can be mounted here";

const filler = join(disk, "filler");
/** Takes all the room that is left. */
function fill() {
  const { bavail, bsize } = statfsSync(disk);
  writeFileSync(filler, Buffer.alloc(bavail * bsize));
}

const KEYS = { "X-API-Key": "key", "X-API-Secret": "secret" };
const create = (url) =>
  fetch(`${url}/conduit/webhooks`, {
    method: "POST",
    headers: { ...KEYS, "Content-Type": "application/json" },
    body: JSON.stringify({
      url: `https://example.com/${"a".repeat(1900)}`,
      events: ["customer.active"],
    }),
  });

describe("a disk that is full", { skip }, () => {
  test("503 in the provider's form; reads go on, and writes once there is room", async () => {
    const data = join(disk, "data");
    const server = await serve(["--data", data, "--log", "none"]);
    const { id } = await (await create(server.url)).json();
    fill();
    // What the store has room for already is still taken.
    let created = 1;
    let answer = await create(server.url);
    for (; answer.status === 201; created++) {
      await answer.arrayBuffer();
      answer = await create(server.url);
    }
    assert.equal(answer.status, 503);
    assert.equal(answer.headers.get("content-type"), "application/problem+json");
    const { title, status, instance } = await answer.json();
    const expected = { title: "Service Unavailable", status: 503, instance: "/webhooks" };
    assert.deepEqual({ title, status, instance }, expected);
    const read = await fetch(`${server.url}/conduit/webhooks/${id}`, { headers: KEYS });
    assert.equal(read.status, 200);
    assert.equal((await fetch(`${server.url}/_/health`)).status, 200);

    rmSync(filler);
    assert.equal((await create(server.url)).status, 201);
    assert.equal(await server.stop(), 0);
    const { stdout } = await anyhook(["export", "--data", data]);
    assert.equal(stdout.match(/"key":"s\//g).length, created + 1);
  });

  test("an export that has no room leaves no file, an import a folder that says so", async () => {
    const source = join(folder, "source");
    const lines = Array.from({ length: 3000 }, (_, index) => {
      const key = `a/${10_000 + index}`;
      return JSON.stringify({ key, value: "x".repeat(3000) });
    });
    const header = '{"anyhook":"export","version":1}';
    const whole = join(folder, "whole.jsonl");
    writeFileSync(whole, `${[header, ...lines, '{"entries":3000}'].join("\n")}\n`);
    assert.equal((await anyhook(["import", whole, "--data", source])).code, 0);

    const target = join(disk, "backup.jsonl");
    const exported = await anyhook(["export", "--data", source, "--output", target]);
    assert.equal(exported.code, 2);
    assert.match(exported.stderr, /^anyhook: cannot write `.*`: the disk is full\n$/);
    assert.throws(() => statfsSync(target), { code: "ENOENT" });

    const data = join(disk, "import");
    const imported = await anyhook(["import", whole, "--data", data]);
    assert.equal(imported.code, 2);
    assert.match(imported.stderr, /^anyhook: the store took no more, .*: .*the disk is full/);
    const again = await anyhook(["import", whole, "--data", data]);
    assert.match(again.stderr, /an import into `.*` has not ended/);
  });

  test("an event that finds no room is refused, and one that was accepted is sent once there is some", async () => {
    for (const name of readdirSync(disk)) rmSync(join(disk, name), { recursive: true });
    const endpoints = await Endpoints.start();
    const [type] = PROVIDERS.conduit.types;
    const server = await serve(["--data", join(disk, "events"), "--log", "none"]);
    await subscribe(server.url, "conduit", endpoints.url, [type]);
    fill();
    const event = { type, data: { note: "x".repeat(100_000) } };
    const accepted = [];
    const refused = async () => {
      for (;;) accepted.push(await publish(server.url, "conduit", event));
    };
    await assert.rejects(refused, /^Error: 503 /);
    rmSync(filler);
    accepted.push(await publish(server.url, "conduit", event));
    await endpoints.came(accepted.length);
    const arrived = endpoints.seen.map(({ headers }) => headers["conduit-webhook-idempotency-key"]);
    assert.deepEqual(arrived.toSorted(), accepted.toSorted());
    assert.equal(await server.stop(), 0);
  });
});
