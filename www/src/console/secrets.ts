/** What the deliveries to a URL are signed with, as the page's own service has it stored. */
import type { Store } from "anyhook/service";

interface StoredRecord {
  url?: string;
  secret?: string;
  previous?: { secret: string; until: number }[];
}

const decoder = new TextDecoder();
const PAGE_LENGTH = 1000;

/** The newest first; those of the account before those of its webhooks. */
export async function secretsAt(
  store: Store,
  provider: string,
  url: string,
  now: number,
): Promise<string[]> {
  const prefix = `s/${provider}/`;
  const found: string[] = [];
  let after: string | undefined;
  do {
    const page = await store.list({ prefix, limit: PAGE_LENGTH, ...(after && { after }) });
    for (const { key, value } of page) {
      const record = read(value);
      if (record.url === undefined || new URL(record.url).href !== url) continue;
      const account = key.slice(prefix.length).split("/")[0] ?? "";
      const own = await store.get(`a/${provider}/${account}`);
      const previous = (record.previous ?? []).filter(({ until }) => until > now);
      const all = [
        own && read(own.value).secret,
        record.secret,
        ...previous.map((one) => one.secret),
      ];
      found.push(...all.filter((one): one is string => typeof one === "string"));
    }
    after = page.length < PAGE_LENGTH ? undefined : page.at(-1)?.key;
  } while (after !== undefined);
  return [...new Set(found)];
}

function read(value: Uint8Array): StoredRecord {
  try {
    return JSON.parse(decoder.decode(value)) as StoredRecord;
  } catch {
    // Kept by another version of the page.
    return {};
  }
}
