// Makes a text of the module, for the entries that carry it in their JavaScript.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bin } from "./lib.js";

/** So many bytes have a character of their own. */
const FREQUENT = 90;

/** What a string literal, or a page's script, need not escape. The last two begin a pair. */
const CHARACTERS = Array.from({ length: 95 }, (_, index) => String.fromCharCode(32 + index)).filter(
  (character) => !'"<\\'.includes(character),
);

/** Where the text begins in the decoder's memory: behind its tables. */
const TEXT = 1024;

/**
 * A file's bytes as `text`: the most frequent have a character each, the others two. Gzipped it is
 * hardly longer than the file; with escapes it would be a sixth longer, and base64 a third.
 *
 * `decoder`, in hexadecimal, is a module of half a kilobyte that makes bytes of the text, in place: a
 * loop of JavaScript runs once, before anything compiles it, and takes three times as long.
 */
export async function inline(file) {
  const bytes = readFileSync(file);
  const counts = new Array(256).fill(0);
  for (const byte of bytes) counts[byte]++;
  const order = [...counts.keys()].sort((one, other) => counts[other] - counts[one] || one - other);
  const written = new Array(256);
  order.forEach((byte, index) => {
    const pairs = Math.floor(index / FREQUENT);
    const first = pairs === 0 ? "" : CHARACTERS[FREQUENT + pairs - 1];
    written[byte] = first + CHARACTERS[index % FREQUENT];
  });
  const text = Array.from(bytes, (byte) => written[byte]).join("");
  return { decoder: await decoder(order, text.length), start: TEXT, text };
}

async function decoder(order, length) {
  const folder = mkdtempSync(join(tmpdir(), "anyhook-"));
  const [source, module] = [join(folder, "decoder.wat"), join(folder, "decoder.wasm")];
  try {
    writeFileSync(source, decoderSource(order, length));
    await bin("wasm-opt", ["-Oz", source, "-o", module]);
    return readFileSync(module).toString("hex");
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The tables are: at 0 each character's index in `CHARACTERS`, at 128 the bytes in their order. */
function decoderSource(order, length) {
  const indexes = Array.from({ length: 128 }, (_, code) =>
    Math.max(0, CHARACTERS.indexOf(String.fromCharCode(code))),
  );
  const tables = [...indexes, ...order].map((byte) => `\\${byte.toString(16).padStart(2, "0")}`);
  return `(module
    (memory (export "memory") ${Math.ceil((TEXT + length) / 65536)})
    (data (i32.const 0) "${tables.join("")}")
    ;; Takes where the text ends, and returns where the bytes do: they are never ahead of it.
    (func (export "decode") (param $end i32) (result i32)
      (local $at i32) (local $to i32) (local $index i32)
      (local.set $at (i32.const ${TEXT}))
      (local.set $to (i32.const ${TEXT}))
      (loop $next
        (if (i32.lt_u (local.get $at) (local.get $end)) (then
          (local.set $index (i32.load8_u (i32.load8_u (local.get $at))))
          (local.set $at (i32.add (local.get $at) (i32.const 1)))
          (if (i32.ge_u (local.get $index) (i32.const ${FREQUENT})) (then
            (local.set $index (i32.add
              (i32.mul
                (i32.sub (local.get $index) (i32.const ${FREQUENT - 1}))
                (i32.const ${FREQUENT}))
              (i32.load8_u (i32.load8_u (local.get $at)))))
            (local.set $at (i32.add (local.get $at) (i32.const 1)))))
          (i32.store8 (local.get $to) (i32.load8_u offset=128 (local.get $index)))
          (local.set $to (i32.add (local.get $to) (i32.const 1)))
          (br $next))))
      (local.get $to)))`;
}
