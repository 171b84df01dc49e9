/** A request as code to paste: what it sends is what the console sends, byte for byte. */
import type { ApiRequest } from "./request.js";

export const LANGUAGES = ["curl", "fetch", "Python"] as const;

export type Language = (typeof LANGUAGES)[number];

export function snippet(language: Language, request: ApiRequest): string {
  return WRITERS[language](request);
}

const WRITERS: Record<Language, (request: ApiRequest) => string> = {
  curl({ method, url, headers, body }) {
    // An argument of a program cannot hold a NUL: such a body is piped in.
    const piped = body?.includes("\0") === true;
    const parts = [
      `${piped ? `printf %b ${shellEscaped(body)} | ` : ""}curl -i${method === "GET" ? "" : ` -X ${method}`} ${shell(url)}`,
      ...headers.map(([name, value]) => `-H ${shell(`${name}: ${value}`)}`),
      ...(piped ? ["--data-binary @-"] : body === undefined ? [] : [`--data-raw ${shell(body)}`]),
    ];
    return parts.join(" \\\n  ");
  },

  fetch({ method, url, headers, body }) {
    const lines = [
      ...(method === "GET" ? [] : [`  method: ${quoted(method)},`]),
      "  headers: {",
      ...headers.map(([name, value]) => `    ${quoted(name)}: ${quoted(value)},`),
      "  },",
      ...(body === undefined ? [] : [`  body: ${javaScript(body)},`]),
    ];
    return [
      `const response = await fetch(${quoted(url)}, {`,
      ...lines,
      "});",
      "console.log(response.status, await response.text());",
    ].join("\n");
  },

  Python({ method, url, headers, body }) {
    const lines = [
      `    ${quoted(url)},`,
      `    method=${quoted(method)},`,
      "    headers={",
      ...headers.map(([name, value]) => `        ${quoted(name)}: ${quoted(value)},`),
      "    },",
      ...(body === undefined ? [] : [`    data=${python(body)}.encode(),`]),
    ];
    return [
      "from urllib.error import HTTPError",
      "from urllib.request import Request, urlopen",
      "",
      "request = Request(",
      ...lines,
      ")",
      "try:",
      "    response = urlopen(request)",
      "except HTTPError as error:",
      "    response = error",
      "print(response.status, response.read().decode())",
    ].join("\n");
  },
};

/** One word of a POSIX shell. */
const shell = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

/** The same, as `printf %b` reads it. */
const shellEscaped = (text: string): string =>
  shell(text.replaceAll("\\", "\\\\").replaceAll("\0", "\\0000"));

/** A text of one line: JSON's string is JavaScript's and Python's too. */
const quoted = (text: string): string => JSON.stringify(text);

/** A text that keeps its lines, for eyes. */
const javaScript = (text: string): string =>
  `\`${visible(text.replace(/[\\`]|\$(?=\{)/g, "\\$&"))}\``;

const python = (text: string): string => `'''${visible(text.replace(/[\\']/g, "\\$&"))}'''`;

/** Control characters as escapes, but the ends of lines: neither language keeps a carriage return. */
const visible = (text: string): string =>
  text.replace(
    // oxlint-disable-next-line no-control-regex -- these are what it looks for
    /[\0-\t\v-\x1f\x7f]/g,
    (character) => `\\x${character.charCodeAt(0).toString(16).padStart(2, "0")}`,
  );
