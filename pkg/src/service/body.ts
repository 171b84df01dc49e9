import type { Situation } from "./step.js";

/**
 * A request's body, if it is no longer than `limit` bytes, as long as it says, and there within
 * `timeout` milliseconds; else what is wrong with it.
 */
export async function readBody(
  request: Request,
  limit: number,
  timeout: number,
): Promise<Uint8Array | Situation> {
  const declared = request.headers.get("content-length");
  if (declared === null) {
    // Firefox tells no stream, also where there is a body.
    const { body } = request as { body?: Request["body"] };
    if (body === undefined) return readWhole(request, limit, timeout);
    return body === null ? new Uint8Array() : readStream(body, limit, timeout);
  }
  if (!/^\d+$/.test(declared)) return "body_incomplete";
  const length = Number(declared);
  if (length > limit) return "body_too_large";
  // A server gives no more of a body than it says to have, so that this is bounded, and takes a
  // fraction of the time that a stream does.
  const body = await readWhole(request, limit, timeout);
  return typeof body === "string" || body.length === length ? body : "body_incomplete";
}

function readWhole(
  request: Request,
  limit: number,
  timeout: number,
): Promise<Uint8Array | Situation> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve("body_timeout"), timeout);
    const settle = (body: Uint8Array | Situation) => {
      clearTimeout(timer);
      resolve(body);
    };
    request.arrayBuffer().then(
      (bytes) => settle(bytes.byteLength > limit ? "body_too_large" : new Uint8Array(bytes)),
      () => settle("body_incomplete"),
    );
  });
}

async function readStream(
  stream: ReadableStream<Uint8Array>,
  limit: number,
  timeout: number,
): Promise<Uint8Array | Situation> {
  const reader = stream.getReader();
  let isLate = false;
  // Whoever cancels ends a read that waits.
  const cancel = () => void reader.cancel().catch(() => {});
  const timer = setTimeout(() => {
    isLate = true;
    cancel();
  }, timeout);
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (isLate) return "body_timeout";
      if (done) return joined(chunks, length);
      length += value.length;
      if (length > limit) return "body_too_large";
      chunks.push(value);
    }
  } catch {
    // In workerd a read that is cancelled fails.
    return isLate ? "body_timeout" : "body_incomplete";
  } finally {
    clearTimeout(timer);
    cancel();
  }
}

function joined(chunks: Uint8Array[], length: number): Uint8Array {
  const [first] = chunks;
  if (first && chunks.length === 1) return first;
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}
