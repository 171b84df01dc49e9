/** Where the work is done: in the page, or in a worker when it could hold the page up. */
import { ownText } from "../registry.js";
import { bytesOf } from "./body.js";
import type { Lab } from "./lab.js";
import { type Answer, type Job, type Task, TASKS, type Value } from "./tasks.js";

/** Explaining a failure takes about half a millisecond a KiB. */
const LARGEST_IN_PAGE = 32 << 10;

let worker: Worker | undefined;
let lastId = 0;
const waiting = new Map<number, { answer(value: unknown): void; fail(error: Error): void }>();

export async function run<T extends Task>(task: T, lab: Lab): Promise<Value<T>> {
  if ((bytesOf(lab.body)?.length ?? 0) <= LARGEST_IN_PAGE) return TASKS[task](lab) as Value<T>;
  const id = ++lastId;
  const result = new Promise<Value<T>>((resolve, fail) => {
    waiting.set(id, { answer: (value) => resolve(value as Value<T>), fail });
  });
  worker ??= start();
  worker.postMessage({ id, task, lab, own: ownText() } satisfies Job);
  return result;
}

function start(): Worker {
  const started = new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });
  started.addEventListener("message", ({ data }: MessageEvent<Answer>) => {
    waiting.get(data.id)?.answer(data.value);
    waiting.delete(data.id);
  });
  started.addEventListener("error", ({ message }) => {
    for (const { fail } of waiting.values()) fail(new Error(message || "the worker did not start"));
    waiting.clear();
    worker = undefined;
    started.terminate();
  });
  return started;
}
