import { invalidArgument, WebhookConfigurationError } from "../errors.js";
import { given, kindOf, option } from "../input.js";
import { resolve, type SchemeInput } from "../scheme.js";
import { readBody } from "../service/body.js";
import type { RequestLog } from "../service/log.js";
import { refusal } from "../service/origin.js";
import { problem } from "../service/problem.js";
import { requestId } from "../service/random.js";
import { responseOf } from "../service/response.js";
import type { Outcome } from "../service/step.js";
import { type Target, targetOf } from "../service/target.js";
import { entryOf } from "../service/visit.js";
import { readAnswer } from "./answer.js";
import { Examiner, type InboxKeys } from "./examiner.js";
import { createInbox, type Inbox, type InboxOptions } from "./inbox.js";
import { entryJson } from "./json.js";

/**
 * What inboxes by name are made of.
 *
 * @example import type { InboxesOptions } from "anyhook/inbox";
 */
export interface InboxesOptions extends Pick<InboxOptions, "clock" | "tolerance"> {
  /** Schemes and providers of your own, which a secret may then be said to be of by name. */
  schemes?: readonly SchemeInput[] | undefined;
  /** Told of every request, before its answer is given. */
  log?: ((entry: RequestLog) => void) | undefined;
}

/**
 * An inbox for each name that is asked for.
 *
 * @example import type { Inboxes } from "anyhook/inbox";
 */
export interface Inboxes {
  /** Answers what is below `/_/inbox/` and `/_/inboxes`, and nothing else: `undefined`. */
  fetch(request: Request): Promise<Response> | undefined;
  /** Closes each. */
  close(): void;
}

interface Named {
  inbox: Inbox;
  keys: { scheme?: string; secrets: number };
}

/** As many as somebody who tries things out may want. The one that was not used for longest goes. */
const MOST = 100;
/** Of each, so that all have 100 MiB. */
const KEPT_BYTES = 1 << 20;
const LARGEST_ORDER = 64 << 10;
const ORDER_TIMEOUT = 10_000;
const NAME = /^[A-Za-z0-9_-]{1,64}$/;
const INBOX = "/_/inbox/";
const INBOXES = "/_/inboxes";

/**
 * Makes inboxes at `/_/inbox/{name}`, each at its first request, and what tells of them and tells them
 * what to do at `/_/inboxes/{name}`. They answer this machine alone, as a service in open mode does.
 *
 * @example
 * import { createInboxes } from "anyhook/inbox";
 *
 * const inboxes = createInboxes();
 * const answer = (request) => inboxes.fetch(request) ?? service.fetch(request);
 */
export function createInboxes(options: InboxesOptions = {}): Inboxes {
  const clock = option(given(options), "clock") ?? Date.now;
  const tolerance = option(options, "tolerance");
  const log = option(options, "log");
  const own = new Map(
    (option(options, "schemes") ?? []).map((scheme) => [resolve(scheme).info.id, scheme]),
  );
  const all = new Map<string, Named>();

  const named = (name: string): Named => {
    const found = all.get(name) ?? {
      inbox: createInbox({ clock, tolerance, keepBytes: KEPT_BYTES }),
      keys: { secrets: 0 },
    };
    // A map's order is that in which its entries were set.
    all.delete(name);
    all.set(name, found);
    if (all.size > MOST) {
      const [oldest] = all.keys();
      remove(oldest as string);
    }
    return found;
  };
  const remove = (name: string): void => {
    all.get(name)?.inbox.close();
    all.delete(name);
  };

  const routes: Record<string, (name: string, request: Request) => Outcome | Promise<Outcome>> = {
    "GET ": (name, { url }) => {
      const found = all.get(name);
      const entries = (found?.inbox.entries() ?? []).filter(after(targetOf(url).query));
      const { scheme = null, secrets } = found?.keys ?? { secrets: 0 };
      return json(200, { name, scheme, secrets, entries: entries.map(entryJson) });
    },
    "DELETE ": (name) => {
      remove(name);
      return json(204);
    },
    "PUT answer": async (name, request) => {
      const order = await orderOf(request);
      // What is no answer makes no inbox.
      const answer = Array.isArray(order) ? order.map(readAnswer) : readAnswer(order);
      named(name).inbox.answerWith(answer);
      return json(204);
    },
    "PUT secrets": async (name, request) => {
      const keys = keysOf(await orderOf(request), own);
      const count = keys.secret === undefined ? 0 : [keys.secret].flat().length;
      // What nothing can be verified with makes no inbox either.
      void new Examiner(keys);
      const found = named(name);
      found.inbox.verifyWith(keys);
      const { scheme } = keys;
      found.keys = { secrets: count, ...(scheme && { scheme: resolve(scheme).info.id }) };
      return json(204);
    },
  };

  const route = async (request: Request, path: string): Promise<Outcome> => {
    const method = request.method === "HEAD" ? "GET" : request.method;
    if (path === INBOXES && method === "GET") return json(200, { inboxes: [...all.keys()].sort() });
    const [name = "", part = "", ...more] = path.slice(INBOXES.length + 1).split("/");
    const methods = Object.keys(routes)
      .map((one) => one.split(" "))
      .flatMap(([of, wanted]) => (wanted === part && of !== undefined ? [of] : []));
    if (path === INBOXES) return notAllowed(["GET"]);
    if (!NAME.test(name) || more.length > 0 || methods.length === 0) return noSuchPath();
    const handle = routes[`${method} ${part}`];
    return handle ? await handle(name, request) : notAllowed(methods);
  };

  const answerOf = async (
    request: Request,
    target: Target,
  ): Promise<{ outcome: Outcome; response: Response }> => {
    const { path } = target;
    const isDelivery = path.startsWith(INBOX);
    // To an inbox a GET is a request like any other: it is kept, and so changes something.
    const method = isDelivery ? "POST" : request.method;
    let outcome = refusal(target, method, request.headers) ?? foreignFetch(request, isDelivery);
    if (!outcome && isDelivery) {
      const [name = ""] = path.slice(INBOX.length).split("/");
      if (NAME.test(name)) {
        const response = await named(name).inbox.fetch(request);
        const { status } = response;
        const told = { requestId: requestId(), operation: "inbox" };
        return { outcome: { ...told, status, headers: [], body: null }, response };
      }
      outcome = noSuchPath();
    }
    try {
      outcome ??= await route(request, path);
    } catch (error) {
      if (!(error instanceof WebhookConfigurationError)) throw error;
      outcome = problem(400, error.code, error.message);
    }
    return { outcome, response: responseOf(outcome, request.method === "HEAD") };
  };

  return {
    fetch(request) {
      const target = targetOf(request.url);
      const { path } = target;
      if (!path.startsWith(INBOX) && path !== INBOXES && !path.startsWith(`${INBOXES}/`)) return;
      const [now, started] = [clock(), performance.now()];
      return answerOf(request, target).then(({ outcome, response }) => {
        log?.(entryOf({ request, target, now, started }, outcome));
        return response;
      });
    },
    close() {
      for (const name of all.keys()) remove(name);
    },
  };
}

/** A page's image or form is no webhook: no origin comes with its GET, but browsers say this. */
function foreignFetch({ headers }: Request, isDelivery: boolean): Outcome | undefined {
  const site = headers.get("sec-fetch-site");
  if (!isDelivery || (site !== "cross-site" && site !== "same-site")) return undefined;
  return problem(403, "foreign_origin", "a page from elsewhere may not change anything here");
}

const noSuchPath = (): Outcome =>
  problem(
    404,
    "unknown_path",
    "there is no such path: an inbox is at /_/inbox/{name}, a name being up to 64 letters, digits, `_` and `-`; " +
      "what it took is at /_/inboxes/{name}",
  );

function notAllowed(methods: readonly string[]): Outcome {
  const allowed = methods.join(", ");
  const outcome = problem(405, "method_not_allowed", `this path takes ${allowed}`);
  outcome.headers.push(["allow", allowed]);
  return outcome;
}

function json(status: number, value?: object): Outcome {
  const body = value === undefined ? null : JSON.stringify(value);
  const headers: Outcome["headers"] = body === null ? [] : [["content-type", "application/json"]];
  return { requestId: requestId(), status, headers, body };
}

/** Which entries a query asks for: those behind a number. */
function after(query: string | undefined): (entry: { number: number }) => boolean {
  const text = new URLSearchParams(query).get("after") ?? "0";
  if (!/^\d{1,15}$/.test(text)) throw invalidArgument("`after` is no number of an entry");
  return ({ number }) => number > Number(text);
}

/** The JSON document of a request's body. */
async function orderOf(request: Request): Promise<unknown> {
  const body = await readBody(request, LARGEST_ORDER, ORDER_TIMEOUT);
  if (typeof body === "string") throw invalidArgument(`the body cannot be read: ${body}`);
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body));
  } catch {
    throw invalidArgument("the body is no JSON document");
  }
}

/** Reads `{"scheme"?: name, "secret"?: text or texts}`. */
function keysOf(order: unknown, own: ReadonlyMap<string, SchemeInput>): InboxKeys {
  if (typeof order !== "object" || order === null || Array.isArray(order)) {
    throw invalidArgument(`the body is ${kindOf(order)}, expected an object`);
  }
  for (const name of Object.keys(order)) {
    if (name === "scheme" || name === "secret") continue;
    throw invalidArgument(`there is no \`${name.slice(0, 100)}\`, but \`scheme\` and \`secret\``);
  }
  const { scheme, secret } = order as { scheme?: unknown; secret?: unknown };
  if (scheme !== undefined && typeof scheme !== "string") {
    throw invalidArgument(`the scheme is ${kindOf(scheme)}, expected a name`);
  }
  const found = scheme === undefined ? undefined : (own.get(scheme) ?? (scheme as SchemeInput));
  return { scheme: found, secret: secret as InboxKeys["secret"] };
}
