/**
 * The body, held so that no byte of it changes. A text box turns every line end into a line feed
 * and holds no bytes that are not text, so a body is edited as text only where that loses nothing.
 */
import { fromBase64, textOf, toBase64, utf8 } from "./bytes.js";

export type Body = TextBody | Base64Body | BytesBody;

export interface TextBody {
  form: "text";
  /** With line feeds alone, as a text box has it. */
  text: string;
  lineEnds: LineEnds;
}

export interface Base64Body {
  form: "base64";
  text: string;
}

/** Bytes that no text box can hold, or that are too many for one. */
export interface BytesBody {
  form: "bytes";
  bytes: Uint8Array;
  name: string;
}

export type LineEnds = "lf" | "crlf";

/** More is shown as a file: a text box of megabytes makes typing slow. */
export const LARGEST_TEXT = 256 << 10;

/** The text as a body, if a text box holds it without loss. */
export function textBody(text: string): TextBody | undefined {
  const lines = text.replaceAll("\r\n", "\n");
  const lineEnds: LineEnds = lines === text ? "lf" : "crlf";
  const back = lineEnds === "crlf" ? lines.replaceAll("\n", "\r\n") : lines;
  const lossless = back === text && !/[\r\0\p{Surrogate}]/u.test(lines);
  return lossless ? { form: "text", text: lines, lineEnds } : undefined;
}

/** Bytes as a body: as text where that is lossless, else as the bytes that they are. */
export function bodyOf(bytes: Uint8Array, name: string): Body {
  const text = bytes.length <= LARGEST_TEXT ? textOf(bytes) : undefined;
  return (text === undefined ? undefined : textBody(text)) ?? { form: "bytes", bytes, name };
}

/** The bytes of a body; `undefined` where its text stands for none. */
export function bytesOf(body: Body): Uint8Array | undefined {
  if (body.form === "bytes") return body.bytes;
  if (body.form === "base64") return fromBase64(body.text);
  if (/\p{Surrogate}/u.test(body.text)) return undefined;
  return utf8(body.lineEnds === "crlf" ? body.text.replaceAll("\n", "\r\n") : body.text);
}

/** The same bytes in another form; `undefined` where it cannot hold them. */
export function inForm(body: Body, form: "text" | "base64"): Body | undefined {
  const bytes = bytesOf(body);
  if (bytes === undefined || bytes.length > LARGEST_TEXT) return undefined;
  if (form === "base64") return { form, text: toBase64(bytes) };
  const text = textOf(bytes);
  return text === undefined ? undefined : textBody(text);
}
