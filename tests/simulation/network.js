// Endpoints that answer, and those that do not, in every way there is.

const OK = new TextEncoder().encode("ok");
const CHUNK = new Uint8Array(8192).fill(46);
/** More of an answer need not be read. */
const MOST_READ = 64 << 10;

/** What an endpoint is like: how likely it is to do what. */
const CHARACTERS = {
  good: { ok: 1 },
  fair: { ok: 30, 500: 2, 503: 1, hang: 1, refused: 1 },
  flaky: {
    ok: 12,
    "4xx": 2,
    429: 2,
    500: 2,
    503: 2,
    refused: 2,
    redirect: 1,
    tls: 1,
    hang: 1,
    drip: 1,
    "broken body": 1,
    "endless body": 1,
  },
  dead: { 500: 3, refused: 3, hang: 1, "4xx": 1, tls: 1, 503: 1, redirect: 1 },
  leaving: { ok: 8, 500: 2, 410: 1 },
};

/** An answer: what it takes, and what anyhook has to make of it. */
const ANSWERS = {
  ok: (chance) => respond(chance.of([200, 200, 201, 202, 204])),
  "4xx": (chance) => respond(chance.of([400, 401, 403, 404, 422])),
  410: () => respond(410),
  500: (chance) => respond(chance.of([500, 502, 504])),
  429: (chance, wall) => respond(429, retryAfter(chance, wall)),
  503: (chance, wall) => respond(503, retryAfter(chance, wall)),
  redirect: (chance) => ({
    ...respond(chance.of([301, 302, 303, 307, 308]), { location: "https://elsewhere.example/" }),
    error: "redirect",
  }),
  hang: () => ({ error: "timeout", hangs: true }),
  drip: () => ({ status: 200, error: "timeout", body: dripping }),
  refused: (chance) => ({
    error: "connect",
    throws: chance.of(["ECONNREFUSED", "ENOTFOUND", "EHOSTUNREACH", "ECONNRESET"]),
  }),
  tls: (chance) => ({
    error: "tls",
    throws: chance.of(["CERT_HAS_EXPIRED", "ERR_TLS_CERT_ALTNAME_INVALID"]),
  }),
  "broken body": () => ({ status: 200, error: "body", body: broken }),
  "endless body": () => ({ status: 200, error: "body", body: endless }),
};

const respond = (status, headers) => ({ status, headers });

function retryAfter(chance, wall) {
  const seconds = chance.of([0, 1, 20, 90, 600, 3000, 86_400]);
  const date = new Date(wall + seconds * 1000).toUTCString();
  return { "retry-after": chance.of([String(seconds), date, "soon"]) };
}

export class Network {
  /** How many of the answers come at once. */
  quick = 1;
  #time;
  #chance;
  #faults;
  #watch;
  #endpoints = new Map();

  /** `watch` is told of every request when it arrives, and when it has ended. */
  constructor(time, chance, faults, watch) {
    this.#time = time;
    this.#chance = chance;
    this.#faults = faults;
    this.#watch = watch;
  }

  /** Makes an endpoint, and returns its URL, which is unlike any other. */
  open(provider, characters) {
    const url = `https://h${this.#endpoints.size}.example/${provider}`;
    const character = this.#chance.weighted(characters);
    this.#endpoints.set(url, { character, isMended: false });
    return url;
  }

  /** From now on every endpoint answers as it should. */
  mend() {
    for (const endpoint of this.#endpoints.values()) endpoint.character = "good";
  }

  /** The network as one program sees it. */
  seenBy(program) {
    return (request) => this.#send(program, request);
  }

  async #send(program, request) {
    const never = new Promise(() => {});
    if (program.isOver()) await never;
    const { passed } = this.#time;
    const { url, method } = request;
    const endpoint = this.#endpoints.get(url);
    if (!endpoint) throw new Error(`a request to ${url}, which nobody has named`);
    const wall = program.clock();
    const kind = this.#chance.weighted(CHARACTERS[endpoint.character]);
    const answer = ANSWERS[kind](this.#chance, wall);
    if (kind in this.#faults.struck) this.#faults.note(kind);
    const headers = Object.fromEntries(request.headers);
    const arrived = { url, method, headers, body: undefined, at: passed, wall, kind, answer };
    program.count(url, 1);
    try {
      arrived.body = new Uint8Array(await request.arrayBuffer());
      this.#watch.arrived(arrived);
      return await this.#answer(arrived, request.signal, program);
    } finally {
      program.count(url, -1);
      this.#watch.ended(arrived);
      if (program.isOver()) await never;
    }
  }

  async #answer({ answer }, signal, program) {
    if (answer.hangs) await aborted(signal);
    const isQuick = this.#chance.is(this.quick);
    await this.#time.sleep(this.#chance.next() * (isQuick ? 200 : 9000));
    // Nobody is told of it.
    if (program.isOver()) return undefined;
    if (answer.throws) {
      const cause = Object.assign(new Error(answer.throws), { code: answer.throws });
      throw new TypeError("fetch failed", { cause });
    }
    const { status, headers } = answer;
    const isEmpty = status === 204 || this.#chance.is(0.8);
    const body = answer.body ? answer.body(this.#time) : isEmpty ? null : OK;
    return new Response(body, { status, headers });
  }
}

const aborted = (signal) =>
  new Promise((_, reject) => {
    const fail = () => reject(signal.reason);
    if (signal.aborted) fail();
    else signal.addEventListener("abort", fail, { once: true });
  });

const stream = (pull) => new ReadableStream({ pull }, { highWaterMark: 0 });

/** A byte now and then, for a minute. */
function dripping(time) {
  let count = 0;
  return stream(async (controller) => {
    await time.sleep(1000);
    if (++count > 60) controller.close();
    else controller.enqueue(OK.slice(0, 1));
  });
}

function broken(time) {
  let isFirst = true;
  return stream(async (controller) => {
    await time.sleep(5);
    if (isFirst) controller.enqueue(OK.slice());
    else controller.error(new TypeError("terminated"));
    isFirst = false;
  });
}

/** A gigabyte, of which nobody may read much. */
function endless() {
  let length = 0;
  return stream((controller) => {
    length += CHUNK.length;
    if (length > MOST_READ) throw new Error("an answer is read without end");
    controller.enqueue(CHUNK.slice());
  });
}
