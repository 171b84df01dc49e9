/** The signed content, byte by byte: as text with escapes, or in hexadecimal. */
import { textOf } from "../lab/bytes.js";
import type { SignedContent } from "../lab/diagnose.js";
import { byId, h } from "./dom.js";
import { count } from "./words.js";

let shown: SignedContent | undefined;

export function showContent(content: SignedContent | undefined): void {
  shown = content;
  byId("content-empty", HTMLElement).hidden = content !== undefined;
  byId("content", HTMLElement).hidden = content === undefined;
  const size = byId("content-size", HTMLElement);
  size.textContent = "";
  if (!content) return;
  const { head, length, before } = content;
  const all = count(length, "byte");
  const cut = head.length < length ? `, the first ${head.length.toLocaleString("en")} shown` : "";
  const added = before > 0 ? `; the first ${before} are put before the body by the scheme` : "";
  size.textContent = `${all}${cut}${added}`;
  const hex = byId("content-hex", HTMLInputElement).checked;
  const pre = byId("content", HTMLElement);
  pre.dataset["form"] = hex ? "hex" : "text";
  pre.replaceChildren(...(hex ? [hexadecimal(head)] : readable(head, before)));
}

export function bindContent(): void {
  for (const id of ["content-text", "content-hex"]) {
    byId(id, HTMLInputElement).addEventListener("change", () => showContent(shown));
  }
}

function hexadecimal(bytes: Uint8Array): string {
  const WIDTH = 16;
  const lines: string[] = [];
  for (let at = 0; at < bytes.length; at += WIDTH) {
    const row = [...bytes.subarray(at, at + WIDTH)];
    const pairs = row.map((byte) => byte.toString(16).padStart(2, "0")).join(" ");
    const text = row.map((byte) => (byte > 0x1f && byte < 0x7f ? String.fromCharCode(byte) : "."));
    const offset = at.toString(16).padStart(6, "0");
    lines.push(`${offset}  ${pairs.padEnd(WIDTH * 3 - 1)}  ${text.join("")}`);
  }
  return lines.join("\n");
}

/** Nothing is left to guess: what is not seen, or seen as something else, is written as an escape. */
const HIDDEN = /[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Zl}\p{Zp}]|(?! )\p{Zs}/u;
const SHORT: Record<string, string> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

function readable(bytes: Uint8Array, before: number): Node[] {
  const parts = [bytes.subarray(0, before), bytes.subarray(before)];
  return parts.map((part, index) => {
    const line = h("span", index === 0 ? { class: "added" } : {});
    let plain = "";
    for (const character of characters(part)) {
      const escape = typeof character === "number" ? hexEscape(character) : escapeOf(character);
      if (escape === undefined) {
        plain += character;
        continue;
      }
      line.append(plain, h("span", { class: "escape" }, escape));
      plain = character === "\n" ? "\n" : "";
    }
    line.append(plain);
    return line;
  });
}

function escapeOf(character: string): string | undefined {
  if (!HIDDEN.test(character)) return undefined;
  return SHORT[character] ?? `\\u{${character.codePointAt(0)?.toString(16) ?? ""}}`;
}

function hexEscape(byte: number): string {
  return `\\x${byte.toString(16).padStart(2, "0")}`;
}

/** The characters that the bytes are in UTF-8; a byte of none as its number. */
function* characters(bytes: Uint8Array): Generator<string | number> {
  for (let at = 0; at < bytes.length;) {
    const lead = bytes[at] ?? 0;
    const length = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    const character = textOf(bytes.subarray(at, at + length));
    yield character ?? lead;
    at += character === undefined ? 1 : length;
  }
}
