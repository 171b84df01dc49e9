import type { ServiceHandle } from "../generated/service.js";
import { encoder } from "../input.js";
import type { Handle, Instance } from "../module.js";
import { MISSING, pack, type Texts } from "../texts.js";
import type { Definition } from "./definition.js";
import { type Random, secureRandom } from "./random.js";
import { runtime, type ServiceGlue } from "./runtime.js";
import type { Answer, Job, Read, Situation, Step } from "./step.js";

/** What is known of a request or a job, as the module takes it. */
export interface Question {
  /**
   * Of a request: method, path, query, its id, the content type, then the headers that `headers` of the
   * API names. Of a job: what it is, and what it is about.
   */
  texts: (string | undefined)[];
  /** What was read, in the order in which it was asked for. */
  facts: Fact[];
}

/** Something that was read, or was not there. Text is ASCII. */
export type Fact = Uint8Array | string | undefined;

/** What the API of a provider depends on besides its file. */
interface Terms {
  masterKeys: string | undefined;
  isStrict: boolean;
  /** What the store guarantees. */
  atomic: boolean;
}

/** An API in the module: a provider's, or the control API. */
export class Api {
  /** The provider's id, which is the first segment of its paths; none of the control API. */
  readonly provider: string | undefined;
  /** The request headers that it reads besides `content-type`, in lower case. */
  readonly headers: readonly string[];
  readonly #handle: Handle<ServiceHandle, ServiceGlue>;

  private constructor(
    provider: string | undefined,
    open: (instance: Instance<ServiceGlue>) => ServiceHandle | undefined,
  ) {
    this.provider = provider;
    this.#handle = runtime.openHandle(open);
    const info = runtime.textOf((instance) => this.#handle.in(instance).info(instance.exchange));
    this.headers = (JSON.parse(info) as { headers: string[] }).headers;
  }

  /** @throws {WebhookConfigurationError} `unknown_provider`, or `invalid_argument` */
  static ofProvider({ id, text, isName }: Definition, terms: Terms): Api {
    const { masterKeys, isStrict, atomic } = terms;
    const texts = pack([text, masterKeys]);
    return new Api(id, ({ exchange, glue }) =>
      glue.ServiceHandle.open(exchange, ...texts, isName, isStrict, atomic),
    );
  }

  /** What answers everything that belongs to no provider. */
  static ofControl(
    adminToken: string | undefined,
    definitions: readonly Definition[],
    isStrict: boolean,
  ): Api {
    const texts = pack([adminToken, ...definitions.map(({ text }) => text)]);
    return new Api(undefined, ({ exchange, glue }) =>
      glue.ServiceHandle.openControl(exchange, ...texts, isStrict),
    );
  }

  /** What is to be done next, by what was read so far. */
  decide({ texts, facts }: Question, random: Random, now: number): Step {
    const packed = packQuestion(texts, facts);
    const instance = runtime.enter();
    const { exchange } = instance;
    const length = this.#handle.in(instance).decide(exchange, { fill: random }, ...packed, now);
    const step = take<Step>(instance, length);
    instance.isBusy = false;
    return step;
  }

  /** What is to be done next for a job, by what was read so far. Only a provider has any. */
  work({ texts, facts }: Question, random: Random, now: number): Read | Job {
    const packed = packQuestion(texts, facts);
    const instance = runtime.enter();
    const { exchange } = instance;
    const length = this.#handle.in(instance).work(exchange, { fill: random }, ...packed, now);
    const step = take<Read | Job>(instance, length);
    instance.isBusy = false;
    return step;
  }

  /** What is answered when something outside of the module went wrong. */
  fail({ texts }: Question, situation: Situation): Answer {
    const packed = packQuestion(texts, []);
    const instance = runtime.enter();
    const { exchange } = instance;
    // For an id of the request alone; the caller's own randomness may be what went wrong.
    const handle = this.#handle.in(instance);
    const length = handle.fail(exchange, { fill: secureRandom }, ...packed, situation);
    const step = take<Answer>(instance, length);
    instance.isBusy = false;
    return step;
  }
}

/** Takes a step from the buffer, and the bytes that belong to it. */
function take<Taken>({ bytes, exchange }: Instance<ServiceGlue>, length: number): Taken {
  type Told = Read | { body?: boolean; puts: string[]; deletes: string[] };
  const step = JSON.parse(decoder.decode(bytes.subarray(0, length))) as Told;
  if ("read" in step) return step as Taken;
  const next = () => {
    const bytes = exchange.answer();
    // Another call came between, out of the caller's randomness, and this one's instance was replaced.
    if (!bytes) throw new Error("the service was called while it decided");
    return bytes as Uint8Array<ArrayBuffer>;
  };
  const body = step.body ? next() : null;
  return { ...step, body, puts: step.puts.map((key) => ({ key, value: next() })) } as Taken;
}

/** Where questions are written. The module has its own copy by the time that the next one is. */
const scratch = new Uint8Array(16 << 10);

/** As `pack`: one call of the encoder does for all texts, if every character is a byte. */
function packQuestion(texts: readonly (string | undefined)[], facts: readonly Fact[]): Texts {
  const lengths = new Int32Array(texts.length + facts.length);
  let index = 0;
  let joined = "";
  for (const text of texts) {
    lengths[index++] = text === undefined ? MISSING : text.length;
    if (text !== undefined) joined += text;
  }
  let size = joined.length;
  for (const fact of facts) {
    lengths[index++] = fact === undefined ? MISSING : fact.length;
    if (fact !== undefined) size += fact.length;
  }
  const bytes = size <= scratch.length ? scratch : new Uint8Array(size);
  const { read, written } = encoder.encodeInto(joined, bytes);
  if (read !== joined.length || written !== read) return pack([...texts, ...facts]);
  let at = written;
  for (const fact of facts) {
    if (fact === undefined) continue;
    if (typeof fact === "string") encoder.encodeInto(fact, bytes.subarray(at));
    else bytes.set(fact, at);
    at += fact.length;
  }
  return [bytes.subarray(0, size), lengths];
}

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
