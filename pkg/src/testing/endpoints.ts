import { invalidArgument } from "../errors.js";
import type { ProviderInput } from "../provider.js";
import { carryOut, type EndpointAnswer, type EndpointHandler, readAnswer } from "./answer.js";
import { type ReceivedRequest, takeDown, type Writable } from "./received.js";
import { canonical, type Webhooks } from "./webhooks.js";

interface Endpoint {
  received: ReceivedRequest[];
  /** Answers to the next requests, one each. */
  next: EndpointAnswer[];
  /** What answers all others. */
  always: EndpointHandler;
}

export interface EndpointsOptions {
  webhooks: Webhooks;
  /** Unix milliseconds. */
  now: () => number;
  /** What the library takes for a provider of this id. */
  inputOf: (provider: string) => ProviderInput;
}

/** Every endpoint that there might be: each takes what it gets, and answers as it was told. */
export class Endpoints {
  readonly #endpoints = new Map<string, Endpoint>();
  readonly #options: EndpointsOptions;
  /** What handlers threw. */
  readonly #errors: unknown[] = [];

  constructor(options: EndpointsOptions) {
    this.#options = options;
  }

  respond(url: string, answer: EndpointAnswer | readonly EndpointAnswer[] | EndpointHandler): void {
    const endpoint = this.#endpoint(readUrl(url));
    if (typeof answer === "function") {
      endpoint.always = answer;
      endpoint.next = [];
    } else if (Array.isArray(answer)) {
      endpoint.next = (answer as readonly EndpointAnswer[]).map(readAnswer);
    } else {
      const one = readAnswer(answer as EndpointAnswer);
      endpoint.always = () => one;
      endpoint.next = [];
    }
  }

  received(url: string): ReceivedRequest[] {
    return [...(this.#endpoints.get(readUrl(url))?.received ?? [])];
  }

  /** Takes the place of the network. */
  async fetch(request: Request): Promise<Response> {
    const { webhooks, now, inputOf } = this.#options;
    const { url } = request;
    const endpoint = this.#endpoint(url);
    // The handler gets it as it came, its body unread.
    const handed = request.clone();
    const raw = new Uint8Array(await request.arrayBuffer());
    const time = now();
    const received: Writable<ReceivedRequest> = takeDown(
      request,
      raw,
      time,
      webhooks.at(url, time),
      inputOf,
    );
    endpoint.received.push(received);
    const next = endpoint.next.shift();
    let answer: EndpointAnswer;
    try {
      answer = next ?? readAnswer((await endpoint.always(handed, received)) ?? 200);
    } catch (error) {
      this.#errors.push(error);
      received.answer = "error";
      return new Response("the receiver threw an error", { status: 500 });
    }
    if (typeof answer === "string") received.answer = answer;
    else received.answer = typeof answer === "number" ? answer : (answer.status ?? 200);
    return carryOut(answer);
  }

  /** @throws what a handler threw since the last time */
  check(): void {
    const [first, ...others] = this.#errors.splice(0);
    if (first === undefined) return;
    if (others.length === 0) throw first;
    throw new AggregateError([first, ...others], "receivers threw errors");
  }

  #endpoint(url: string): Endpoint {
    let found = this.#endpoints.get(url);
    if (!found) {
      found = { received: [], next: [], always: () => 200 };
      this.#endpoints.set(url, found);
    }
    return found;
  }
}

function readUrl(url: string): string {
  if (typeof url === "string" && URL.canParse(url)) return canonical(url);
  const found = typeof url === "string" ? `\`${url.slice(0, 100)}\`` : "no string";
  throw invalidArgument(`the endpoint's URL is ${found}, expected one such as a webhook has`);
}
