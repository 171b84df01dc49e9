import { invalidArgument } from "./errors.js";
import { Exchange, initSync } from "./generated/anyhook.js";

/** The wasm module, compiled or as its bytes. */
export type WasmSource = WebAssembly.Module | ArrayBuffer | Uint8Array;

/** The running module, and the buffer that it shares with us. */
export class Instance {
  /** @internal */
  readonly exchange = new Exchange();
  readonly #memory: WebAssembly.Memory;
  readonly #start = this.exchange.start();
  readonly #size = this.exchange.size();
  #bytes: Uint8Array<ArrayBuffer>;

  constructor(memory: WebAssembly.Memory) {
    this.#memory = memory;
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
let instance: Instance | undefined;

/** Says where the module comes from. It starts when it is first needed. */
export function register(load: () => WasmSource): void {
  source ??= load;
}

/** The module, started synchronously at the first call. */
export function module(): Instance {
  instance ??= start();
  return instance;
}

function start(): Instance {
  if (!source) throw invalidArgument("call initialize(wasm) of anyhook/slim first");
  return new Instance(initSync({ module: source() as WebAssembly.Module | ArrayBuffer }).memory);
}
