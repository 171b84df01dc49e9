// A client of the control API below `/_/`: of a service that runs, or over a folder's records.
import { randomBytes } from "node:crypto";
import { createService } from "anyhook/service";
import type { Option } from "./command.js";
import { dataFolder, dataOption, openData, openOrMakeData } from "./data.js";
import { readAdminToken } from "./environment.js";
import { isLoopback } from "./listening.js";
import { reason, UnreachableError } from "./post.js";
import { chooseProviders } from "./provider.js";
import { printable } from "./text.js";
import { UsageError } from "./usage.js";

export const controlOptions = {
  ...dataOption,
  url: {
    value: "URL",
    help: "a service that runs, in place of a folder; with ANYHOOK_ADMIN_TOKEN in the environment",
  },
} as const satisfies Record<string, Option>;

/** What the help of each command says that takes them. */
export const CONTROL_NOTE =
  "It works on the folder itself, also while `anyhook serve` runs on it; or, with --url, over HTTP.";

/** The same for what is asked of a service that runs, rather than of a folder. */
export const serviceOption = {
  url: { value: "URL", help: "the service: http://localhost:8787, unless given" },
} as const satisfies Record<string, Option>;

/** The same for what a folder can be asked as well. */
export const placeOptions = {
  ...serviceOption,
  data: { value: "DIR", help: "the folder of a service's records, in place of one that runs" },
} as const satisfies Record<string, Option>;

export const SERVICE_NOTE =
  "A service that others can reach asks for its admin token: set ANYHOOK_ADMIN_TOKEN to it. One on this\n" +
  "machine alone does not.";

const DEFAULT_URL = "http://localhost:8787";

export interface Answer {
  status: number;
  body: unknown;
}

/** Asks one thing of the API. */
export type Ask = (
  method: string,
  path: string,
  body?: object,
  /** Milliseconds until it is given up; 30,000, unless given. */
  patience?: number,
) => Promise<Answer>;

interface Where {
  data?: string | undefined;
  url: string | undefined;
  /** Of the provider that it is about, if it is one of the user's own. */
  providerFiles?: readonly string[];
  /** Whether a folder is made where there is none. */
  isMaking?: boolean;
}

/** Does something with the API of a folder, unless a URL is given, and lets go of the folder. */
export async function withControl<T>(where: Where, work: (ask: Ask) => Promise<T>): Promise<T> {
  const { url } = where;
  if (url === undefined) return withFolder(where, work);
  checkOne(where);
  const service = readUrl(url);
  const token = readAdminToken();
  if (token === undefined) {
    throw new UsageError("ANYHOOK_ADMIN_TOKEN is not set: it opens the service of `--url`");
  }
  return work(remote(service, token));
}

/** Does something with the API of a service that runs, unless a folder is given. */
export async function withService<T>(where: Where, work: (ask: Ask) => Promise<T>): Promise<T> {
  checkOne(where);
  if (where.data !== undefined) return withFolder(where, work);
  return work(remote(readUrl(where.url ?? DEFAULT_URL), readAdminToken()));
}

function checkOne({ data, url }: Where): void {
  if (data !== undefined && url !== undefined) {
    throw new UsageError("`--data` and `--url`: give one of them");
  }
}

async function withFolder<T>(where: Where, work: (ask: Ask) => Promise<T>): Promise<T> {
  const { data, providerFiles = [], isMaking } = where;
  const chosen = await chooseProviders([], providerFiles);
  const folder = dataFolder(data);
  const store = await (isMaking ? openOrMakeData(folder) : openData(folder));
  try {
    const adminToken = randomBytes(32).toString("base64url");
    const providers = chosen.map(({ provider }) => provider);
    const { fetch } = createService({
      store,
      mode: "strict",
      adminToken,
      providers,
    });
    return await work(asking(new URL("http://localhost"), adminToken, (request) => fetch(request)));
  } finally {
    await store.close();
  }
}

function remote(url: URL, token: string | undefined): Ask {
  return asking(url, token, async (request, patience) => {
    try {
      // Elsewhere the token is nobody's business.
      const signal = AbortSignal.timeout(patience);
      return await fetch(request, { redirect: "manual", signal });
    } catch (error) {
      const { message, cause } = error as Error;
      const why = cause instanceof Error ? reason(cause) : message;
      const isHere = isLoopback(url.hostname.replace(/^\[(.*)\]$/, "$1"));
      const start = isHere ? " (`anyhook serve` starts a service)" : "";
      throw new UnreachableError(`could not reach \`${url.origin}\`: ${why}${start}`);
    }
  });
}

function asking(
  base: URL,
  token: string | undefined,
  send: (request: Request, patience: number) => Promise<Response>,
): Ask {
  return async (method, path, body, patience = 30_000) => {
    const headers = new Headers({ "Content-Type": "application/json" });
    if (token !== undefined) headers.set("Authorization", `Bearer ${token}`);
    const text = body === undefined ? null : JSON.stringify(body);
    const url = `${base.href.replace(/\/$/, "")}${path}`;
    const init = { method, headers, body: text };
    const answer = await send(new Request(url, init), patience);
    const { status } = answer;
    const found = await answer.text();
    if (status === 204) return { status, body: undefined };
    try {
      return { status, body: JSON.parse(found) };
    } catch {
      throw new UnreachableError(
        `\`${base.origin}\` answered ${status}, and no JSON: is it anyhook?`,
      );
    }
  };
}

function readUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol !== "http:" && url?.protocol !== "https:") {
    throw new UsageError("`--url` is no absolute http or https URL");
  }
  if (url.username || url.password || url.search || url.hash) {
    throw new UsageError("`--url` has more than scheme, host, port and path");
  }
  return url;
}

/** Tells why the API refused, as it says it itself; returns the exit code. */
export function printRefusal({ status, body }: Answer): number {
  interface Problem {
    detail?: string;
    violations?: { path: string; message: string }[];
  }
  const { detail = `it answered ${status}`, violations = [] } = (body ?? {}) as Problem;
  const lines = violations.map(({ path, message }) => `  ${path.slice(1)}: ${message}`);
  if (status === 401) lines.push("what is sent is ANYHOOK_ADMIN_TOKEN of the environment");
  for (const line of [`anyhook: ${detail}`, ...lines]) {
    process.stderr.write(`${printable(line)}\n`);
  }
  return 1;
}
