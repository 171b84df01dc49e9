import { sign } from "anyhook";
import { answerJson, printAnswer, printHeaders } from "../answer.js";
import { atMostOne, command } from "../command.js";
import { parseHeaderOptions } from "../headers.js";
import { readBody } from "../input.js";
import { readInteger } from "../number.js";
import { printJson } from "../output.js";
import { post, readUrl, requestHeaders, UnreachableError } from "../post.js";
import { chooseScheme, SCHEME_NOTE } from "../scheme.js";
import { findSecrets, secretOptions } from "../secrets.js";
import { printable } from "../text.js";
import { UsageError } from "../usage.js";

export const signCommand = command({
  name: "sign",
  summary: "print the headers that sign a body, or send both",
  usage: [
    "sign SCHEME [--body FILE|-] [--id ID] [--timestamp SECONDS] [secret options] [--json]",
    "sign SCHEME … --send URL [--header 'Name: value']…",
  ],
  options: {
    body: { value: "FILE", help: "the body; `-`, or none, is standard input" },
    id: {
      value: "ID",
      help: "the delivery's id, where the scheme signs one; a new one, unless given",
    },
    timestamp: { value: "SECONDS", help: "when it is sent, in Unix seconds; now, unless given" },
    send: { value: "URL", help: "send body and headers there in a POST request" },
    header: { value: "'NAME: VALUE'", many: true, help: "another header to send" },
    ...secretOptions,
    json: { help: "print one JSON document" },
  },
  notes: [
    SCHEME_NOTE,
    "With several secrets (the newest first) it signs with each where the scheme has room for\n" +
      "several signatures, else with the first.",
    "Exit codes: 0 signed, and answered with a 2xx status where it was sent; 1 answered\n" +
      "otherwise, or not at all; 2 usage or configuration.",
  ],
  examples: [
    "anyhook sign stripe --secret-file secret --body event.json",
    "anyhook sign stripe --secret-file secret --body event.json --send http://127.0.0.1:4000/",
  ],
  async run({ options, positionals, given }) {
    const chosen = await chooseScheme(atMostOne(positionals));
    const { id } = options;
    const timestamp =
      options.timestamp === undefined ? undefined : readInteger("timestamp", options.timestamp);
    const url = options.send === undefined ? undefined : readUrl("send", options.send);
    if (!url && options.header.length > 0) {
      throw new UsageError("`--header` is sent with the body: it needs `--send URL`");
    }
    const others = parseHeaderOptions(options.header);
    const secrets = await findSecrets(given);
    const body = await readBody(options.body);
    const secret = await secrets();
    const headers = sign(chosen.scheme, { secret, body, id, timestamp });
    if (!url) {
      if (options.json) printJson({ scheme: chosen.info.id, headers });
      else printHeaders(headers);
      return 0;
    }
    if (!options.json) printHeaders(headers);
    const answer = await post(url, requestHeaders(headers, others, body), body).catch(
      (error: unknown) => {
        if (!(error instanceof UnreachableError)) throw error;
        return error;
      },
    );
    if (answer instanceof UnreachableError) {
      process.stderr.write(`anyhook: ${printable(answer.message)}\n`);
      if (options.json) printJson({ scheme: chosen.info.id, headers, error: answer.message });
      return 1;
    }
    if (options.json) printJson({ scheme: chosen.info.id, headers, answer: answerJson(answer) });
    else printAnswer(answer);
    return answer.status >= 200 && answer.status < 300 ? 0 : 1;
  },
});
