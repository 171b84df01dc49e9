import { sign } from "anyhook";
import { recognize } from "anyhook/inbox";
import { answerJson, printAnswer, printHeaders } from "../answer.js";
import { atMostOne, command, type Given } from "../command.js";
import { passedOn } from "../forward.js";
import { gather, type Header, type Headers, parseHeaderOptions } from "../headers.js";
import { readInput } from "../input.js";
import { readInteger } from "../number.js";
import { printJson } from "../output.js";
import { post, readUrl, UnreachableError } from "../post.js";
import { parseRequest } from "../raw-request.js";
import { type Chosen, chooseScheme, SCHEME_NOTE } from "../scheme.js";
import { findSecrets, secretOptions } from "../secrets.js";
import { listed, printable } from "../text.js";
import { UsageError } from "../usage.js";

export const replayCommand = command({
  name: "replay",
  summary: "send a request from a file again, signed afresh",
  usage: [
    "replay FILE|- --to URL [--scheme SCHEME] [--id ID] [--timestamp SECONDS]",
    "       [--header 'Name: value']… [secret options] [--json]",
    "replay FILE|- --to URL --as-is [--header 'Name: value']… [--json]",
  ],
  options: {
    to: { value: "URL", help: "where to send it" },
    scheme: { value: "SCHEME", help: "the scheme; the one that its headers tell, unless given" },
    provider: { value: "PROVIDER", help: "the same, of a provider" },
    id: { value: "ID", help: "another id for the delivery; the one that it has, unless given" },
    timestamp: { value: "SECONDS", help: "when it is signed, in Unix seconds; now, unless given" },
    header: { value: "'NAME: VALUE'", many: true, help: "a header to send in place of the file's" },
    "as-is": { help: "send it as it is: the signature that it has, and no secret" },
    ...secretOptions,
    json: { help: "print one JSON document" },
  },
  notes: [
    SCHEME_NOTE,
    "FILE is a raw HTTP request, as `anyhook listen --save` keeps it: start line, headers, an empty\n" +
      "line, the body's bytes. Lines may end in LF, and the start line may be left out, as `anyhook sign`\n" +
      "prints headers: then it is a POST.",
    "The delivery's id stays the same, so that the receiver sees a repetition. Where it was sent first\n" +
      "does not matter.",
    "Exit codes: 0 answered with a 2xx status; 1 answered otherwise, or not at all; 2 usage or\n" +
      "configuration.",
  ],
  examples: [
    "anyhook replay requests/0001-customer.active.http --to http://localhost:3000/webhooks --secret-file secret",
    "anyhook replay delivery.http --to http://localhost:3000/webhooks --as-is",
  ],
  async run({ options, positionals, given }) {
    const file = atMostOne(positionals);
    if (file === undefined) throw new UsageError("no request: give its FILE, or `-`");
    if (options.to === undefined) throw new UsageError("no receiver: give `--to URL`");
    const url = readUrl("to", options.to);
    const signing = readSigning(options, given);
    const changed = parseHeaderOptions(options.header);
    const request = parseRequest(await readInput(file, "the request"), {
      mayBeHeadersAlone: true,
    });
    const { method = "POST", body } = request;
    const isWhole = request.method !== undefined;
    const sent: Header[] = [...(isWhole ? [] : [JSON_TYPE]), ...request.headers];
    const signed = signing && (await signAfresh(signing, request, given));
    const headers = replaced(sent, [...Object.entries(signed?.headers ?? {}), ...changed]);
    const about = { scheme: signed?.scheme ?? null, headers: signed?.headers ?? {} };
    if (signed && !options.json) printHeaders(signed.headers);
    try {
      const answer = await post(url, withLength(headers, body), body, { method });
      if (options.json) printJson({ ...about, answer: answerJson(answer) });
      else printAnswer(answer);
      return answer.status >= 200 && answer.status < 300 ? 0 : 1;
    } catch (error) {
      if (!(error instanceof UnreachableError)) throw error;
      process.stderr.write(`anyhook: ${printable(error.message)}\n`);
      if (options.json) printJson({ ...about, error: error.message });
      return 1;
    }
  },
});

/** What headers alone do not say: `anyhook sign` sends it too. */
const JSON_TYPE: Header = ["Content-Type", "application/json"];

interface Signing {
  scheme: string | undefined;
  id: string | undefined;
  timestamp: number | undefined;
}

interface SigningOptions {
  scheme: string | undefined;
  provider: string | undefined;
  id: string | undefined;
  timestamp: string | undefined;
  "as-is": boolean;
}

/** How it is to be signed; `undefined` where it is not. */
function readSigning(options: SigningOptions, given: readonly Given[]): Signing | undefined {
  const { scheme, provider, id, timestamp } = options;
  if (options["as-is"]) {
    const names = ["scheme", "provider", "id", "timestamp", ...Object.keys(secretOptions)];
    const [other] = given.filter(({ name }) => names.includes(name));
    if (!other) return undefined;
    throw new UsageError(`\`--as-is\` signs nothing: leave \`--${other.name}\` out`);
  }
  if (scheme !== undefined && provider !== undefined) {
    throw new UsageError("`--scheme` and `--provider` are the same: give one of them");
  }
  const seconds = timestamp === undefined ? undefined : readInteger("timestamp", timestamp);
  return { scheme: scheme ?? provider, id, timestamp: seconds };
}

/** The headers that sign the body anew, with the id that the request has. */
async function signAfresh(
  { scheme: name, id, timestamp }: Signing,
  { headers, body }: { headers: readonly Header[]; body: Uint8Array },
  given: readonly Given[],
): Promise<{ scheme: string; headers: Record<string, string> }> {
  const gathered = gather(headers);
  const chosen = await chooseScheme(name ?? recognized(gathered));
  const secret = await findSecrets(given).then(
    (ask) => ask(),
    (error: unknown) => {
      if (!(error instanceof UsageError)) throw error;
      throw new UsageError(`${error.message}; or send it as it is, by \`--as-is\``);
    },
  );
  const signed = sign(chosen.scheme, {
    secret,
    body,
    id: id ?? idOf(chosen, gathered, secret),
    timestamp,
  });
  return { scheme: chosen.info.id, headers: signed };
}

function recognized(headers: Headers): string {
  const [name, ...others] = recognize(headers);
  if (name !== undefined && others.length === 0) return name;
  const found =
    name === undefined
      ? "the request has the signature header of no known scheme"
      : `the request's headers are those of ${listed([name, ...others], "or")}`;
  throw new UsageError(`${found}: give \`--scheme SCHEME\`, or \`--as-is\``);
}

/** An id that no delivery has. */
const PROBE = "anyhook-replay-probe";

/** The delivery's id, where the scheme signs one: it is in the header where an id that is given goes. */
function idOf({ scheme }: Chosen, headers: Headers, secret: readonly string[]): string | undefined {
  const probed = sign(scheme, { secret, body: "", id: PROBE });
  const [name] = Object.entries(probed).find(([, value]) => value === PROBE) ?? [];
  return name === undefined ? undefined : headers[name.toLowerCase()]?.[0];
}

/** The request's headers, others in the place of those that are given. */
function replaced(headers: readonly Header[], given: readonly Header[]): Record<string, string[]> {
  const all = gather(headers);
  const news = gather(given);
  const names = Object.keys(passedOn([...headers, ...given]));
  return Object.fromEntries(
    names.map((name): [string, string[]] => {
      const key = name.toLowerCase();
      return [key, news[key] ?? all[key] ?? []];
    }),
  );
}

function withLength(
  headers: Record<string, string[]>,
  body: Uint8Array,
): Record<string, string | string[]> {
  const single = Object.entries(headers).map(([name, values]): [string, string | string[]] => {
    const [first = "", ...more] = values;
    return [name, more.length > 0 ? values : first];
  });
  return Object.fromEntries([...single, ["content-length", `${body.length}`]]);
}
