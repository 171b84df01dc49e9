/** What the console's fields hold, and the request that they make. */
import type { OperationInfo, ProviderInfo } from "anyhook";

export interface ApiRequest {
  method: string;
  url: string;
  headers: readonly (readonly [name: string, value: string])[];
  body: string | undefined;
}

/** What the fields of an operation hold. */
export interface Draft {
  method: string;
  /** What stands for `{id}` in the path. */
  id: string;
  /** Those that are left out are not there. */
  query: Record<string, unknown>;
  /** As it is sent; none is where it is empty. */
  body: string;
}

/**
 * @param base where the providers' APIs are, without a slash at its end
 * @param credentials the headers that tell whose the request is
 */
export function requestOf(
  info: ProviderInfo,
  operation: OperationInfo,
  draft: Draft,
  { base, credentials }: { base: string; credentials: [string, string][] },
): ApiRequest {
  const id = encodeURIComponent(wellFormed(draft.id));
  const url = new URL(`${base}/${info.id}${operation.path.replace("{id}", () => id)}`);
  for (const [name, value] of Object.entries(draft.query)) {
    url.searchParams.append(name, String(value));
  }
  const body = draft.body.trim() === "" ? undefined : wellFormed(draft.body);
  const type: [string, string][] = body === undefined ? [] : [["Content-Type", "application/json"]];
  return { method: draft.method, url: url.href, headers: [...credentials, ...type], body };
}

/** Half a surrogate pair has no UTF-8: what is sent and what is shown should be one text. */
const wellFormed = (text: string): string =>
  new TextDecoder("utf-8", { ignoreBOM: true }).decode(new TextEncoder().encode(text));

/** The webhook that a request is about, wherever the operation has its id. */
export function subjectOf({ path, id: place }: OperationInfo, draft: Draft): string | undefined {
  if (path.includes("{id}")) return draft.id;
  if (place?.query !== undefined && place.query in draft.query) {
    return String(draft.query[place.query]);
  }
  const id = place?.body === undefined ? undefined : objectIn(draft.body)?.[place.body];
  return typeof id === "string" ? id : undefined;
}

/** The value of a JSON text, `undefined` where it is none. */
export function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A text's object, nothing being one without members; `undefined` where it is something else. */
export function objectIn(text: string): Record<string, unknown> | undefined {
  if (text.trim() === "") return {};
  const value = parsed(text);
  const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
  return isObject ? (value as Record<string, unknown>) : undefined;
}
