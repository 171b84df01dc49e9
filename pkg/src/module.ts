import { invalidArgument } from "./errors.js";
import { type Exchange, glue } from "./generated/anyhook.js";

/** The wasm module, compiled or as its bytes. */
export type WasmSource = WebAssembly.Module | ArrayBuffer | Uint8Array;

/** What the generated glue has for one instance. @internal */
type Glue = ReturnType<typeof glue>;

/** The running module, and the buffer that it shares with us. */
export class Instance {
  /**
   * Whether a call has begun and not come back. It stays so where an exception that is no answer of
   * the module's left it in the middle: an exhausted stack, a trap, a host without randomness.
   */
  isBusy = false;
  /** @internal */
  readonly glue: Glue;
  readonly generation: number;
  /** @internal */
  readonly exchange: Exchange;
  readonly #memory: WebAssembly.Memory;
  readonly #start: number;
  readonly #size: number;
  #bytes: Uint8Array<ArrayBuffer>;

  constructor(module: WebAssembly.Module, generation: number) {
    this.glue = glue();
    this.#memory = this.glue.initSync({ module }).memory;
    this.generation = generation;
    this.exchange = new this.glue.Exchange();
    this.#start = this.exchange.start();
    this.#size = this.exchange.size();
    this.#bytes = this.#view();
  }

  /** The shared buffer. Get it anew after each call: a memory that grows detaches its views. */
  get bytes(): Uint8Array<ArrayBuffer> {
    if (this.#bytes.byteLength === 0) this.#bytes = this.#view();
    return this.#bytes;
  }

  #view(): Uint8Array<ArrayBuffer> {
    return new Uint8Array(this.#memory.buffer as ArrayBuffer, this.#start, this.#size);
  }
}

let source: (() => WasmSource) | undefined;
let compiled: WebAssembly.Module | undefined;
let instance: Instance | undefined;
let generations = 0;

/** Says where the module comes from. It starts when it is first needed. */
export function register(load: () => WasmSource): void {
  source ??= load;
}

/**
 * Begins a call of the module, which starts synchronously at the first one. `isBusy` has to be reset
 * when the call has come back. One that never did may have left the instance in any state: the next
 * one gets another. A mark that is set before tells so even where the stack has no room to catch.
 */
export function enter(): Instance {
  if (instance === undefined || instance.isBusy) instance = start();
  instance.isBusy = true;
  return instance;
}

/** Whether it is in this instance that a handle of a generation is, and can be freed. */
export const isRunning = (generation: number): boolean =>
  instance?.generation === generation && !instance.isBusy;

function start(): Instance {
  instance?.glue.abandon();
  compiled ??= compile();
  return new Instance(compiled, ++generations);
}

function compile(): WebAssembly.Module {
  if (!source) throw invalidArgument("call initialize(wasm) of anyhook/slim first");
  const found = source();
  return found instanceof WebAssembly.Module
    ? found
    : new WebAssembly.Module(found as ArrayBuffer | Uint8Array<ArrayBuffer>);
}

/** A handle in the module. It is made anew in an instance that replaced the one that it was in. */
export class Handle<T> {
  readonly #make: (instance: Instance) => T;
  #handle: T | undefined;
  #generation = 0;

  /** @param make makes it in an instance that a call has entered */
  constructor(make: (instance: Instance) => T) {
    this.#make = make;
  }

  in(instance: Instance): T {
    if (this.#generation !== instance.generation) {
      this.#handle = this.#make(instance);
      this.#generation = instance.generation;
    }
    return this.#handle as T;
  }
}
