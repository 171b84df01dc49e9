// Runs the suite on `serve --data` in a folder of its own, and looks at what it leaves there and logs.
import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { serve } from "../cli/anyhook.js";
import { rawTo } from "./raw.js";
import { report } from "./report.js";
import { keep } from "./restart.js";
import { suite } from "./suite.js";

/** The texts of issued keys, and those that the suite sends in open mode. */
const KEYS = /\bah[ks]_[\w-]{43}|\bkey-[0-9a-f]{8}-/;

/**
 * @param options.args of `serve`, besides the folder
 * @param options.env what it is told by the environment; each is a secret
 * @param options.envAgain what it is told when it is started again
 * @param options.strict as the suite takes it
 * @param options.signal what ends it before it is started again
 * @returns how many signing secrets came up, and how many of them stand in the folder as they are
 */
export async function onDisk(context, { args = [], env = {}, envAgain = env, strict, signal }) {
  const folder = mkdtempSync(join(tmpdir(), "anyhook-api-"));
  const log = [];
  const start = async (env) => {
    const server = await serve(["--data", folder, ...args], { env });
    const logged = (async () => {
      for (let line; (line = await server.line()) !== undefined;) log.push(line);
    })();
    const stop = async (signal) => {
      await server.stop(signal);
      await logged;
    };
    const options = { raw: rawTo(server.url), limited: true, strict };
    return { url: server.url, options, stop };
  };
  try {
    const first = await start(env);
    const result = await suite(first.url, first.options);
    report(context, result);
    const check = await keep(first.url, first.options);
    await first.stop(signal);
    const second = await start(envAgain);
    context.diagnostic(`${await check(second.url, second.options)} checks`);
    await second.stop();

    assert.ok(log.length > 1000);
    const signing = new Set(result.secrets);
    const told = [env, envAgain].flatMap((one) => Object.values(one));
    const hidden = (line) => KEYS.test(line) || told.some((secret) => line.includes(secret));
    const telling = log.filter(
      (line) => hidden(line) || /[?&{]/.test(line) || runs(line).some((run) => signing.has(run)),
    );
    assert.deepEqual(telling, [], "the log tells a key, a secret, a query or a body");

    const files = textsBelow(folder);
    for (const [name, text] of files) assert.ok(!hidden(text), `${name} tells a key or a secret`);
    const found = new Set(
      files.flatMap(([, text]) => runs(text).filter((run) => signing.has(run))),
    );
    return { signingSecrets: signing.size, inPlainText: found.size };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** What could be a secret: those of all providers have no other characters. */
const runs = (text) => text.match(/[\w-]{16,}/g) ?? [];

/** The files of a folder, each with its bytes as characters. */
function textsBelow(folder) {
  const names = readdirSync(folder, { recursive: true });
  const files = names.map((name) => join(folder, name)).filter((path) => statSync(path).isFile());
  return files.map((path) => [path, readFileSync(path, "latin1")]);
}
