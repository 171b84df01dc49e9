/** The service in the page: loaded at its first request, over a store in memory or in IndexedDB. */
import type { Service, Store } from "anyhook/service";
import { known } from "../registry.js";

export type Place = "memory" | "indexedDb";

async function load() {
  const [service, { memoryStore }, { indexedDbStore }] = await Promise.all([
    import("anyhook/service"),
    import("anyhook/stores/memory"),
    import("anyhook/stores/indexeddb"),
  ]);
  const stores: Record<Place, Store> = {
    memory: memoryStore(),
    indexedDb: indexedDbStore({ name: "anyhook-playground" }),
  };
  const limiter = service.memoryLimiter();
  return { createService: service.createService, stores, limiter };
}

let loading: ReturnType<typeof load> | undefined;

/** Once; again where the network failed. */
async function loaded() {
  loading ??= load();
  try {
    return await loading;
  } catch (error) {
    loading = undefined;
    throw error;
  }
}

interface Made {
  service: Service;
  place: Place;
  providers: readonly unknown[];
}

let made: Made | undefined;

/** What went wrong inside, by the id of the request. */
const causes = new Map<string, string>();

/** The service over a store, with the user's own provider as it is now. */
async function serviceOver(place: Place): Promise<Service> {
  const { createService, stores, limiter } = await loaded();
  const providers = known()
    .filter(({ info }) => info.operations)
    .map(({ input }) => input);
  const same =
    made?.place === place &&
    made.providers.length === providers.length &&
    providers.every((provider, index) => provider === made?.providers[index]);
  if (made && same) return made.service;
  const service = createService({
    store: stores[place],
    providers,
    limiter,
    log: ({ requestId, cause }) => {
      if (requestId !== undefined && cause !== undefined) causes.set(requestId, cause);
    },
  });
  made = { service, place, providers };
  return service;
}

/** Answers a request, and says what went wrong inside where it is the service's fault. */
export type Ask = (request: Request) => Promise<{ response: Response; cause?: string | undefined }>;

/** The service in the page, once it is there. */
export async function pageService(place: Place): Promise<Ask> {
  const service = await serviceOver(place);
  return async (request) => {
    const response = await service.fetch(request);
    const id = response.headers.get("x-request-id") ?? "";
    const cause = causes.get(id);
    causes.delete(id);
    return { response, cause };
  };
}

/** Takes all that is in one store to the other. */
export async function move(from: Place, to: Place): Promise<void> {
  const { stores } = await loaded();
  // A browser that refuses its database should say so now, also where there is nothing to move.
  await stores[to].list({ prefix: "", limit: 1 });
  for await (const page of pages(stores[from])) {
    await stores[to].commit({ puts: page.map(({ key, value }) => ({ key, value })) });
  }
  await empty(from);
}

export async function empty(place: Place): Promise<void> {
  // Memory holds nothing before the first request, and the server of the files may be gone by now.
  if (place === "memory" && !loading) return;
  const { stores } = await loaded();
  for await (const page of pages(stores[place])) {
    await stores[place].commit({ deletes: page.map(({ key }) => key) });
  }
}

const PAGE_LENGTH = 1000;

async function* pages(store: Store) {
  let after: string | undefined;
  do {
    const page = await store.list({
      prefix: "",
      limit: PAGE_LENGTH,
      ...(after !== undefined && { after }),
    });
    if (page.length > 0) yield page;
    after = page.length < PAGE_LENGTH ? undefined : page.at(-1)?.key;
  } while (after !== undefined);
}
