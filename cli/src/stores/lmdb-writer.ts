import { once } from "node:events";
import { Worker } from "node:worker_threads";
import type { Answer, Change, Failure } from "./lmdb-worker.js";

/** The most commits in one transaction, so that the first of them need not wait for too many others. */
const LONGEST_BATCH = 1000;

interface Waiting {
  change: Change;
  resolve(isDone: boolean): void;
  reject(error: unknown): void;
}

/**
 * Hands commits to the thread that writes: those of one turn of the event loop, and those that come
 * while it is writing, share one transaction and one flush to the disk.
 */
export class Writer {
  readonly #directory: string;
  readonly #failed: (cause: Failure) => Error;
  #worker: Worker | undefined;
  #waiting: Waiting[] = [];
  /** What is being written, if anything is; empty until the turn is over. */
  #batch: Waiting[] | undefined;

  /** @param failed tells what commits fail with; the thread may have left the database then */
  constructor(directory: string, failed: (cause: Failure) => Error) {
    this.#directory = directory;
    this.#failed = failed;
  }

  commit(change: Change): Promise<boolean> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ change, resolve, reject });
      if (this.#batch) return;
      this.#batch = [];
      setImmediate(() => this.#send());
    });
  }

  /** Waits until everything is written, and ends the thread. */
  async close(): Promise<void> {
    // One more comes after all the others.
    if (this.#batch) await this.commit({ checks: [], puts: [], deletes: [] }).catch(() => {});
    const worker = this.#worker;
    if (!worker) return;
    this.#worker = undefined;
    worker.ref();
    worker.postMessage(null);
    await once(worker, "exit");
  }

  #send(): void {
    this.#batch = this.#waiting.splice(0, LONGEST_BATCH);
    this.#worker ??= this.#start();
    this.#worker.ref();
    this.#worker.postMessage(this.#batch.map(({ change }) => change));
  }

  #start(): Worker {
    const worker = new Worker(new URL("./lmdb-worker.js", import.meta.url), {
      name: "anyhook store",
      workerData: this.#directory,
    });
    worker.on("message", (answer: Answer) => this.#settle(answer));
    worker.on("error", ({ message, code }: Failure) => {
      this.#settle({ message, code, hasLeft: true });
    });
    return worker;
  }

  #settle(answer: Answer): void {
    let batch = this.#batch ?? [];
    let error: Error | undefined;
    if (!Array.isArray(answer)) {
      error = this.#failed(answer);
      if (answer.hasLeft) {
        this.#worker = undefined;
        batch = [...batch, ...this.#waiting.splice(0)];
      }
    }
    // What is waiting goes first, so that the disk is busy while the others are answered.
    if (this.#waiting.length > 0) this.#send();
    else {
      this.#batch = undefined;
      // A program that has nothing else to do may end.
      this.#worker?.unref();
    }
    for (const [index, { resolve, reject }] of batch.entries()) {
      if (error) reject(error);
      else resolve((answer as boolean[])[index] as boolean);
    }
  }
}
