/** The service in the page: loaded at its first request, over a store in memory or in IndexedDB. */
import type { DeliveryLog, Service, Store } from "anyhook/service";
import { known } from "../registry.js";
import { advance, now, resetClock } from "./clock.js";
import { forgetInboxes } from "./inbox.js";
import { forgetSent, noteAttempt, send } from "./sent.js";

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

const listeners = new Set<(entry: DeliveryLog) => void>();

/** Calls back after every attempt of the page's service. Returns what ends that. */
export function onAttempt(listener: (entry: DeliveryLog) => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The service over a store, with the user's own provider as it is now. It sends what is due by itself. */
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
  void made?.service.close();
  const store = stores[place];
  const service = createService({
    store,
    providers,
    limiter,
    clock: now,
    fetch: (request) => send(request, store),
    // So that it is known whose the last request was.
    concurrency: { total: 1 },
    deliveryLog: (entry) => {
      noteAttempt(entry);
      for (const listener of listeners) listener(entry);
    },
    log: ({ requestId, cause }) => {
      if (requestId !== undefined && cause !== undefined) causes.set(requestId, cause);
    },
  });
  service.start();
  made = { service, place, providers };
  return service;
}

/** Sends no more from a store that is emptied. */
async function stop(): Promise<void> {
  const stopped = made;
  made = undefined;
  await stopped?.service.close();
}

/** Sets the clock forward, by a number of milliseconds; what is due on the way is sent. */
export async function advancePage(place: Place, milliseconds: number): Promise<void> {
  const service = await serviceOver(place);
  await advance(milliseconds, () => service.deliver());
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
  await stop();
  const { stores } = await loaded();
  // A browser that refuses its database should say so now, also where there is nothing to move.
  await stores[to].list({ prefix: "", limit: 1 });
  for await (const page of pages(stores[from])) {
    await stores[to].commit({ puts: page.map(({ key, value }) => ({ key, value })) });
  }
  await empty(from);
}

/** Leaves nothing in a store, nor what was sent from it. */
export async function clear(place: Place): Promise<void> {
  await stop();
  resetClock();
  forgetInboxes();
  forgetSent();
  await empty(place);
}

async function empty(place: Place): Promise<void> {
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
