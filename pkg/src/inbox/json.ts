import type { InboxEntry } from "./entry.js";

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** An entry as a JSON document has it: the body as text where it is one, else in base64. */
export function entryJson({ number, time, body, ...entry }: InboxEntry): object {
  const when = new Date(time).toISOString();
  return { number, time: when, ...entry, bytes: body.length, ...bodyJson(body) };
}

function bodyJson(body: Uint8Array): { body: string } | { bodyBase64: string } {
  try {
    return { body: decoder.decode(body) };
  } catch {
    let characters = "";
    // As arguments of one call, all of a large body would not fit on the stack.
    for (let at = 0; at < body.length; at += 8192) {
      characters += String.fromCharCode(...body.subarray(at, at + 8192));
    }
    return { bodyBase64: btoa(characters) };
  }
}
