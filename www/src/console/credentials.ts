/** Credentials that open nothing: made up in this tab, a set for each provider. */
import type { ProviderInfo } from "anyhook";

export interface Credentials {
  /** Which of the provider's ways is used to show whose a request is. */
  way: number;
  /** For each way, the values of its headers. An empty one is not sent. */
  headers: Record<string, string>[];
}

export function madeUp({ auth }: ProviderInfo): Credentials {
  const made = new Map<string, string>();
  const value = (slot: string) => {
    const text = made.get(slot) ?? `playground_${slot}_${randomHex()}`;
    made.set(slot, text);
    return text;
  };
  const headers = (auth?.anyOf ?? []).map((way) =>
    Object.fromEntries(
      Object.entries(way.headers).map(([name, template]) => [
        name,
        template.replace(/\{(\w+)\}/g, (_, slot: string) => value(slot)),
      ]),
    ),
  );
  return { way: 0, headers };
}

/** Whether they are for what the provider's file says now: a file of the user's own may change. */
export function fit({ way, headers }: Credentials, { auth }: ProviderInfo): boolean {
  const names = (all: readonly object[]) => JSON.stringify(all.map((one) => Object.keys(one)));
  const wanted = (auth?.anyOf ?? []).map((one) => one.headers);
  return names(headers) === names(wanted) && way < Math.max(1, wanted.length);
}

/** What is sent: the headers of the way that was chosen. */
export function headersOf({ way, headers }: Credentials): [string, string][] {
  return Object.entries(headers[way] ?? {}).filter(([, value]) => value !== "");
}

/** The keys alone, without what is written before them: one key is one account in any header. */
export function keysOf({ way, headers }: Credentials, { auth }: ProviderInfo): string[] {
  return Object.entries(headers[way] ?? {}).map(([name, value]) => {
    const before = auth?.anyOf[way]?.headers[name]?.split("{")[0] ?? "";
    return value.startsWith(before) ? value.slice(before.length) : value;
  });
}

/** Visible ASCII with spaces within: what all of browsers, `curl` and Python send alike. */
export const isHeaderValue = (text: string): boolean => /^[!-~](?:[ -~]*[!-~])?$/.test(text);

function randomHex(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(8));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
