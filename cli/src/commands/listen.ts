import { createInbox } from "anyhook/inbox";
import { command, type Given } from "../command.js";
import { forward } from "../forward.js";
import { httpServer } from "../http-server.js";
import { keptSecret } from "../kept-secret.js";
import { chooseAnswers, answerOptions } from "../listen-answers.js";
import { reason } from "../input.js";
import { close, isLoopback, listenAt, stopped } from "../listening.js";
import { readInteger, readTolerance } from "../number.js";
import { printJson, printText } from "../output.js";
import { readUrl } from "../post.js";
import { saveIn } from "../save.js";
import { type Chosen, chooseScheme, SCHEME_NOTE } from "../scheme.js";
import { findSecrets, readSecrets, secretOptions } from "../secrets.js";
import { describe, describeRefused, document, type Seen } from "../seen.js";
import { printable } from "../text.js";
import { UsageError } from "../usage.js";

export const listenCommand = command({
  name: "listen",
  summary: "print each request that arrives, and whether it verifies",
  usage: [
    "listen [SCHEME] [--port 4000] [--host 127.0.0.1] [secret options] [--print-secret] [--json]",
    "       [--status STATUS | --answer STATUS…] [--delay TIME] [--hang] [--retry-after SECONDS]",
    "       [--tolerance SECONDS] [--forward-to URL] [--save DIR]",
  ],
  options: {
    port: { value: "PORT", help: "4000, unless given; 0 is any free one" },
    host: { value: "ADDRESS", help: "127.0.0.1, unless given: this machine alone" },
    scheme: { value: "SCHEME", help: "the same as SCHEME" },
    ...secretOptions,
    "print-secret": { help: "print the secret that it made for SCHEME, to be pasted" },
    ...answerOptions,
    "forward-to": {
      value: "URL",
      help: "send each request on, as it came, and answer with what comes back",
    },
    save: { value: "DIR", help: "keep each request in a file of its own there, without secrets" },
    tolerance: {
      value: "SECONDS",
      help: "how far a timestamp may lie from the clock: the scheme's own, unless given; or `Infinity`",
    },
    "max-body": { value: "BYTES", help: "larger bodies are refused: 1048576, unless given" },
    json: { help: "print one JSON document on each line" },
  },
  notes: [
    SCHEME_NOTE,
    "With SCHEME and no secret it makes one, and keeps it for the next time in the user's\n" +
      "configuration (~/.config/anyhook/listen). Several secrets are all tried; without SCHEME each\n" +
      "is tried under the schemes whose secrets have its form.",
    "It answers 200 to a valid request, 401 to an invalid one, 413 to one that is too large, and\n" +
      "otherwise where it is told to. `anyhook replay` sends what was saved.",
    "Exit codes: 0 ended by SIGINT or SIGTERM; 2 usage or configuration.",
  ],
  examples: [
    "anyhook listen conduit --print-secret",
    "anyhook listen stripe --secret-file secret --forward-to http://localhost:3000/webhooks",
    "anyhook listen conduit --answer 503 --answer 200 --retry-after 30 --save requests",
  ],
  async run({ options, positionals: [name, unexpected], given }) {
    if (unexpected !== undefined) throw new UsageError("there is one argument too many");
    if (name !== undefined && options.scheme !== undefined) {
      throw new UsageError("`--scheme` is given, and SCHEME too: give one of them");
    }
    const port = readInteger("port", options.port ?? "4000", { most: 65_535 });
    const maxBody = readInteger("max-body", options["max-body"] ?? "1048576", { most: 1 << 30 });
    const tolerance = readTolerance(options.tolerance);
    const to = options["forward-to"];
    const url = to === undefined ? undefined : readUrl("forward-to", to);
    if (url && leadsBack(url, port)) {
      throw new UsageError("`--forward-to` leads back to this `anyhook listen`");
    }
    const answerOf = chooseAnswers(options, { isForwarding: url !== undefined });
    const scheme = name ?? options.scheme;
    const chosen = scheme === undefined ? undefined : await chooseScheme(scheme);
    const { secrets, told } = await chooseSecrets(chosen, given, options["print-secret"]);
    const inbox = createInbox({
      scheme: chosen?.scheme,
      secret: secrets,
      tolerance,
      maxBody,
      keep: 0,
    });
    const save = options.save === undefined ? undefined : await saveIn(options.save);
    const print = (seen: Seen): void =>
      options.json
        ? printJson(document(seen), { indent: 0 })
        : printText(describe(seen, secrets.length));

    inbox.answerWith(async (entry, request) => {
      const seen: Seen = { entry };
      try {
        seen.saved = await save?.(entry);
      } catch (error) {
        // It goes on: what arrives next may find room.
        const where = printable(options.save ?? "");
        process.stderr.write(`anyhook: cannot save in \`${where}\`: ${reason(error)}\n`);
      }
      if (url) seen.forwarded = { to: url.href, ...(await forward(url, request)) };
      print(seen);
      return { ...answerOf(entry), ...seen.forwarded?.answer };
    });
    inbox.subscribe((entry, moment) => {
      if (entry.refused && moment === "arrived") print({ entry });
    });

    // What is no request is told of too: a sender that speaks another protocol is hard to find out.
    const make = () => httpServer(inbox.fetch, describeRefused(options.json));
    const host = (options.host ?? "127.0.0.1").replace(/^\[(.*)\]$/, "$1");
    const { url: listening, servers } = await listenAt(make, port, host);
    if (options.json) printJson({ listening, ...told.document }, { indent: 0 });
    else printText([`listening on ${listening}`, ...told.lines].join("\n"));
    await stopped();
    inbox.close();
    await close(servers, 1000);
    return 0;
  },
});

/** Each request would be sent on to here, and so on. */
function leadsBack({ protocol, hostname, port }: URL, own: number): boolean {
  const isHere = isLoopback(hostname.replace(/^\[(.*)\]$/, "$1"));
  return isHere && protocol === "http:" && Number(port || 80) === own;
}

interface ChosenSecrets {
  secrets: readonly string[];
  /** What is said of them at the start. */
  told: { lines: string[]; document: object };
}

/** The secrets that are given; else the one that is kept for the scheme; else what is asked for. */
async function chooseSecrets(
  chosen: Chosen | undefined,
  given: readonly Given[],
  isPrinted: boolean,
): Promise<ChosenSecrets> {
  const nothing = { lines: [], document: {} };
  const secrets = await readSecrets(given);
  if (isPrinted && (secrets || !chosen)) {
    const what = secrets
      ? "`--print-secret` prints a secret of its own making, and one is given: leave one of them out"
      : "`--print-secret` needs a scheme, such as `anyhook listen conduit --print-secret`";
    throw new UsageError(what);
  }
  if (secrets) return { secrets, told: nothing };
  if (!chosen) return { secrets: await (await findSecrets(given))(), told: nothing };
  const { secret, path, isNew } = await keptSecret(chosen);
  const state = isNew ? "new, kept" : "kept";
  const hint = isPrinted ? "" : "; --print-secret prints it";
  const lines = [`secret: ${state} in ${printable(path)}${hint}`];
  if (isPrinted) lines.push(`  ${printable(secret)}`);
  const document = { secretFile: path, ...(isPrinted && { secret }) };
  return { secrets: [secret], told: { lines, document } };
}
