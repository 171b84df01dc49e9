import assert from "node:assert/strict";
import { test } from "node:test";
import { all } from "../api/facts/index.js";
import { workerModules } from "../worker.js";
import { account } from "./account.js";
import { entry, startWorker } from "./start.js";

test("the code of the Worker holds no wasm: it comes once, compiled by workerd", async () => {
  const [code, ...wasm] = await workerModules(entry);
  assert.deepEqual(
    wasm.map(({ type, path }) => [type, path]),
    [["CompiledWasm", "service.wasm"]],
  );
  assert.ok(code.contents.length < wasm[0].contents.length / 2, `${code.contents.length} bytes`);
});

test("wasm is started by the first request, the service opened once, each answer awaited", async () => {
  const worker = await startWorker({ main: new URL("counting.js", import.meta.url).pathname });
  try {
    const counts = async () => {
      const { started, opened, awaited } = await (await fetch(`${worker.base}/counts`)).json();
      return [started, opened, awaited];
    };
    assert.deepEqual(await counts(), [0, 0, 0]);
    for (const facts of all) {
      const own = await account(worker, facts);
      await own.list([]);
    }
    assert.deepEqual(await counts(), [1, 1, 2 * all.length]);
  } finally {
    await worker.stop();
  }
});
