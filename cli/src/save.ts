import type { InboxEntry } from "anyhook/inbox";
import { mkdir, readdir } from "node:fs/promises";
import { join } from "node:path";
import { passedOn } from "./forward.js";
import { reason } from "./input.js";
import { makeFile } from "./new-file.js";
import { InputError } from "./usage.js";

/** Keeps a request in a file, and resolves to its path. */
export type Save = (entry: InboxEntry) => Promise<string>;

/**
 * Saves requests in a folder, each as a raw request of HTTP/1.1 in a file of its own:
 * `0001-payment.completed.http`. What carries a secret is left out, and no file is ever overwritten.
 */
export async function saveIn(folder: string): Promise<Save> {
  let next = 1;
  try {
    await mkdir(folder, { recursive: true });
    const numbers = (await readdir(folder)).map((name) =>
      Number(/^(\d{4,9})-/.exec(name)?.[1] ?? 0),
    );
    next = numbers.reduce((most, one) => Math.max(most, one), 0) + 1;
  } catch (error) {
    throw new InputError(`cannot save requests in \`${folder}\`: ${reason(error)}`);
  }
  return async (entry) => {
    const bytes = rawRequest(entry);
    for (;;) {
      const path = join(folder, `${`${next++}`.padStart(4, "0")}-${nameOf(entry)}.http`);
      // Another `listen` may save there too.
      if (await makeFile(path, bytes)) return path;
    }
  };
}

/** The event's type, or what else there is to tell requests apart by. */
function nameOf({ verdict }: InboxEntry): string {
  if (!verdict || verdict.valid === false) return "invalid";
  const { event } = verdict;
  const name = event && !("unreadable" in event) ? event.type : "request";
  return name.replace(/[^A-Za-z0-9_.-]+/g, "-").slice(0, 60) || "request";
}

/** The request as it crosses the wire, its body as long as it is. */
function rawRequest({ method, path, headers, body }: InboxEntry): Uint8Array {
  const lines = Object.entries(passedOn(headers)).map(([name, value]) => `${name}: ${value}`);
  const head = [`${method} ${path} HTTP/1.1`, ...lines, `content-length: ${body.length}`, "", ""];
  return Buffer.concat([Buffer.from(head.join("\r\n"), "latin1"), body]);
}
