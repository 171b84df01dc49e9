import { explain } from "anyhook";
import { judge } from "anyhook/inbox";
import { atMostOne, command } from "../command.js";
import { gather, parseHeaderOptions, readHeaderFile } from "../headers.js";
import { readBody, readInput } from "../input.js";
import { readSeconds, readTolerance } from "../number.js";
import { summary } from "../outcome.js";
import { printJson, printText } from "../output.js";
import { parseRequest, type RawRequest } from "../raw-request.js";
import { explanationJson, report } from "../report.js";
import { chooseScheme, SCHEME_NOTE } from "../scheme.js";
import { findSecrets, secretOptions } from "../secrets.js";
import { UsageError } from "../usage.js";

export const verifyCommand = command({
  name: "verify",
  summary: "tell whether a delivery is genuine, and why when it is not",
  usage: [
    "verify SCHEME [--body FILE|-] [--headers FILE] [--header 'Name: value']… [secret options]",
    "verify SCHEME --request FILE|- [secret options] [--explain] [--json]",
  ],
  options: {
    body: { value: "FILE", help: "the body; `-`, or none, is standard input" },
    headers: { value: "FILE", help: "the headers, a `Name: value` on each line" },
    header: { value: "'NAME: VALUE'", many: true, help: "a header" },
    request: { value: "FILE", help: "a raw HTTP request, in place of body and headers" },
    tolerance: {
      value: "SECONDS",
      help: "how far the timestamp may lie from the clock, or Infinity; the scheme's, unless given",
    },
    now: { value: "SECONDS", help: "the clock, in Unix seconds; this machine's, unless given" },
    explain: {
      help: "print every check, the signed content, both signatures and the likely cause",
    },
    ...secretOptions,
    json: { help: "print one JSON document" },
  },
  notes: [
    SCHEME_NOTE,
    "With --explain the right signature is printed too: keep it from whoever sent the request.",
    "Exit codes: 0 valid; 1 invalid; 2 usage or configuration.",
  ],
  examples: [
    "anyhook verify stripe --secret-file secret --body body --headers headers",
    "anyhook verify stripe --secret-file secret --request delivery.http --explain",
  ],
  async run({ options, positionals, given }) {
    const chosen = await chooseScheme(atMostOne(positionals));
    const tolerance = readTolerance(options.tolerance);
    const now = readSeconds("now", options.now) ?? Date.now() / 1000;
    const secrets = await findSecrets(given);
    const { headers, body } = await readDelivery(options);
    const secret = await secrets();
    const delivery = { headers: gather(headers), body, tolerance, now, secret };
    if (!options.explain) {
      const outcome = judge(chosen.scheme, delivery);
      if (options.json) printJson(outcome);
      else printText(summary(outcome, now, secret.length));
      return outcome.valid ? 0 : 1;
    }
    const explanation = explain(chosen.scheme, delivery);
    const verdict = explanation.valid ? judge(chosen.scheme, delivery) : undefined;
    const event = verdict?.valid ? verdict.event : undefined;
    if (options.json) printJson(explanationJson(explanation, event));
    else printText(report(explanation, event));
    if (explanation.valid) return 0;
    // The one fault of the caller's among what an explanation answers.
    return explanation.code === "malformed_secret" ? 2 : 1;
  },
});

interface DeliveryOptions {
  body: string | undefined;
  headers: string | undefined;
  header: readonly string[];
  request: string | undefined;
}

async function readDelivery(options: DeliveryOptions): Promise<RawRequest> {
  const { body, headers, header, request } = options;
  const apart = body !== undefined || headers !== undefined || header.length > 0;
  if (request !== undefined) {
    if (apart) {
      throw new UsageError("`--request` holds body and headers: give it, or them, not both");
    }
    return parseRequest(await readInput(request, "the request"));
  }
  if (headers === undefined && header.length === 0) {
    throw new UsageError(
      "no headers: give `--headers FILE`, `--header 'Name: value'` or `--request FILE`",
    );
  }
  const given = parseHeaderOptions(header);
  const read = headers === undefined ? [] : await readHeaderFile(headers);
  return { headers: [...read, ...given], body: await readBody(body) };
}
