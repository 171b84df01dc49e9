/** The inbox that a provider's webhooks may be pointed at: in the page, or at the server. */
import type { InboxEntry, Verdict } from "anyhook/inbox";
import type { Known } from "../registry.js";
import { call, Refused } from "./control.js";
import * as page from "./inbox.js";
import { baseOf, type Target } from "./target.js";

/** A request that an inbox took. */
export interface Came {
  number: number;
  /** In Unix milliseconds. */
  time: number;
  headers: readonly (readonly [name: string, value: string])[];
  body: string;
  verdict?: Verdict | undefined;
  status?: number | undefined;
  /** How often its id was there, this time included. */
  seen?: number | undefined;
}

export interface Endpoint {
  url: string;
  came(): Promise<Came[]>;
  answering: page.Answering;
  answer(answering: page.Answering): Promise<void>;
  secret: string;
  /** Whether it takes the webhook's own, where none is given. */
  knowsSecrets: boolean;
  verifyWith(secret: string): Promise<void>;
  clear(): Promise<void>;
}

export const endpointOf = (target: Target, known: Known): Endpoint =>
  target === "page" ? pageEndpoint(known) : serverEndpoint(known);

const decoder = new TextDecoder();

function pageEndpoint(known: Known): Endpoint {
  const provider = known.info.id;
  const shown = (entry: InboxEntry): Came => ({ ...entry, body: decoder.decode(entry.body) });
  return {
    url: page.pageInboxUrl(provider),
    came: async () => page.entriesOf(provider).map(shown),
    answering: page.answeringOf(provider),
    answer: async (answering) => page.setAnswering(provider, answering),
    secret: page.secretOf(provider),
    knowsSecrets: true,
    verifyWith: async (secret) => page.setSecret(known, secret),
    clear: async () => page.clearInbox(provider),
  };
}

/** What this tab has told the server's inboxes. */
const told = new Map<string, { answering: page.Answering; secret: string }>();

interface Entries {
  entries: (Omit<Came, "time" | "body"> & { time: string; body?: string; bodyBase64?: string })[];
}

function serverEndpoint({ info }: Known): Endpoint {
  const provider = info.id;
  const name = `playground-${provider}`;
  const path = `/_/inboxes/${name}`;
  const known = told.get(name) ?? { answering: {}, secret: "" };
  told.set(name, known);
  return {
    url: `${baseOf("server")}/_/inbox/${name}`,
    came: async () => {
      const { entries } = await call<Entries>("server", "GET", path).catch((error: unknown) => {
        const isMissing = error instanceof Refused && error.status === 404;
        throw isMissing ? new Error("this server has no inbox") : error;
      });
      return entries.map(({ time, body, bodyBase64 = "", ...entry }) => ({
        ...entry,
        time: Date.parse(time),
        body: body ?? bodyBase64,
      }));
    },
    answering: known.answering,
    answer: async (answering) => {
      known.answering = answering;
      await call("server", "PUT", `${path}/answer`, answering);
    },
    secret: known.secret,
    knowsSecrets: false,
    verifyWith: async (secret) => {
      known.secret = secret;
      await call(
        "server",
        "PUT",
        `${path}/secrets`,
        secret === "" ? {} : { scheme: provider, secret },
      );
    },
    clear: () => call("server", "DELETE", path),
  };
}
