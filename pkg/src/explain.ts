import { core } from "./core.js";
import { type ConfigurationErrorCode, type VerificationErrorCode, WebhookError } from "./errors.js";
import { type Delivery, readSecrets, type SecretInput } from "./hook.js";
import {
  bodyBytes,
  findHeaders,
  given,
  option,
  readBody,
  readTolerance,
  REPEATED,
  seconds,
} from "./input.js";
import { resolve, type Scheme, type SchemeInput, schemes } from "./scheme.js";
import { pack } from "./texts.js";
import { verify } from "./verify.js";

/** One check of a verification. */
export interface Check {
  name: "body" | "secret" | "headers" | "timestamp" | "signature";
  outcome: "passed" | "failed" | "skipped";
  code?: VerificationErrorCode | ConfigurationErrorCode;
  message: string;
}

/** A change under which the signature would match. */
export interface Alternative {
  differences: { kind: "scheme" | "secret" | "encoding" | "content" | "body"; form: string }[];
  /** The same in a sentence. */
  message: string;
  /** The body as it was signed, where it is the body that differs. */
  body?: Uint8Array;
}

/**
 * What `explain` found out. It holds the signatures that would be right: it is for the receiver's
 * own eyes, never for whoever made the request.
 */
export interface Explanation {
  /** Whether `verify` accepts the delivery. */
  valid: boolean;
  scheme: string;
  /** Whether the scheme is anyhook's own assumption, stated by no source. */
  assumed: boolean;
  /** The code that `verify` fails with. */
  code?: VerificationErrorCode | ConfigurationErrorCode;
  /** The likely cause, in a sentence. */
  cause: string;
  /** Every check, in order. */
  checks: Check[];
  /** Whether the signature is good, whatever the clock says. */
  signatureMatches: boolean;
  secretIndex?: number;
  /** Unix seconds. */
  timestamp?: number;
  /** Seconds before the clock; negative when it lies ahead. */
  age?: number;
  /** The bytes that the signature is computed over, where the headers tell them. */
  signedContent?: Uint8Array;
  /** The signatures that the request carries. */
  found: string[];
  /** The signature that each secret gives. */
  computed: string[];
  /** The smallest changes under which the signature would match. */
  alternatives: Alternative[];
}

/** Larger bodies are verified, and not explained: an explanation copies them several times. */
const LARGEST_BODY = 16 << 20;

/**
 * Makes every check of a verification and tells the likely cause when one fails. It does not throw
 * on bad input: what is wrong with headers, body or secrets is the answer.
 *
 * @throws {WebhookConfigurationError} for a scheme, tolerance or clock that make no sense
 * @example
 * import { explain } from "anyhook";
 *
 * const { valid, code, cause } = explain("stripe", { secret, headers: request.headers, body });
 */
export function explain(
  scheme: SchemeInput,
  delivery: Delivery & { secret: SecretInput },
): Explanation {
  const resolved = resolve(scheme);
  const tolerance = readTolerance(option(given(delivery), "tolerance"));
  const now = seconds("now", option(delivery, "now"));
  let part: Check["name"] = "body";
  let body: Uint8Array;
  let secrets: string[];
  let headers: string[];
  try {
    body = bodyBytes(readBody(delivery.body));
    part = "secret";
    secrets = readSecrets(delivery.secret);
    part = "headers";
    headers = readHeaders(resolved, delivery.headers);
  } catch (error) {
    return failed(resolved, part, error);
  }
  if (body.length > LARGEST_BODY) return verdict(resolved, delivery);
  const texts = pack([body, ...secrets, ...headers]);
  const json = core.textOf((instance) =>
    resolved.handle
      .in(instance)
      .explain(instance.exchange, ...texts, secrets.length, now, tolerance),
  );
  return read(JSON.parse(json) as Explanation);
}

/** The headers of all schemes, names and values by turns, found as `verify` finds them: which other one they belong to counts. */
function readHeaders(scheme: Scheme, headers: Delivery["headers"]): string[] {
  const known = schemes().flatMap((other) => other.headers.map((name) => name.toLowerCase()));
  const wanted = [...new Set([...scheme.headerNames, ...known])];
  const found: string[] = [];
  findHeaders(headers, wanted).forEach((value, index) => {
    const times = value === undefined ? 0 : value === REPEATED ? 2 : 1;
    for (let time = 0; time < times; time++) {
      found.push(wanted[index] as string, typeof value === "string" ? value : "");
    }
  });
  return found;
}

/** Adds the bytes that the module leaves behind the explanation. */
function read(explanation: Explanation): Explanation {
  const [signedContent, body] = [core.nextAnswer(), core.nextAnswer()];
  if (signedContent) explanation.signedContent = signedContent;
  const [alternative] = explanation.alternatives;
  if (alternative && body) alternative.body = body;
  return explanation;
}

function verdict(scheme: Scheme, delivery: Delivery & { secret: SecretInput }): Explanation {
  const limit = `bodies over ${LARGEST_BODY >> 20} MiB are verified, and not explained`;
  try {
    const { secretIndex, timestamp } = verify(scheme, delivery);
    return {
      ...failed(scheme, "signature", undefined),
      valid: true,
      cause: `the delivery is genuine; ${limit}`,
      checks: [{ name: "signature", outcome: "passed", message: "the signature is good" }],
      signatureMatches: true,
      secretIndex,
      ...(timestamp === undefined ? {} : { timestamp }),
    };
  } catch (error) {
    const explanation = failed(scheme, "signature", error);
    return { ...explanation, cause: `${explanation.cause}; ${limit}` };
  }
}

function failed(scheme: Scheme, name: Check["name"], error: unknown): Explanation {
  if (error !== undefined && !(error instanceof WebhookError)) throw error;
  const code = error?.code;
  const message = error?.message ?? "";
  const check: Check = { name, outcome: "failed", message, ...(code && { code }) };
  return {
    valid: false,
    scheme: scheme.info.id,
    assumed: scheme.info.assumed,
    ...(code && { code }),
    cause: message,
    checks: [check],
    signatureMatches: false,
    found: [],
    computed: [],
    alternatives: [],
  };
}
