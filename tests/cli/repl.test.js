import assert from "node:assert/strict";
import { test } from "node:test";
import * as exported from "anyhook";
import { anyhook } from "./anyhook.js";

test("the repl evaluates what is piped in", async () => {
  const { code, stdout, stderr } = await anyhook(["repl"], { input: "schemes().length\n" });
  assert.equal(code, 0);
  assert.equal(stdout, "12\n");
  assert.equal(stderr.trim().split("\n").length, 1);
  assert.match(stderr, /^loaded: anyhook/);
});

test("every export is a global, and `anyhook` holds them all", async () => {
  const names = Object.keys(exported);
  const input = `[${names.join(", ")}].length === Object.keys(anyhook).length\n`;
  assert.equal((await anyhook(["repl"], { input })).stdout, "true\n");
});

test("values of the prompt are of this process's classes", async () => {
  const input = [
    'const secret = generateSecret("stripe");',
    'const headers = sign("stripe", { secret, body: new Uint8Array([1]) });',
    'verify("stripe", { secret, headers, body: new Uint8Array([1]), now: new Date() }).secretIndex',
    'try { verify("stripe", { secret, headers: {}, body: "" }) } catch (error) { error.code }',
  ].join("\n");
  const { stdout } = await anyhook(["repl"], { input });
  assert.deepEqual(stdout.trim().split("\n"), ["undefined", "undefined", "0", "'missing_header'"]);
});
