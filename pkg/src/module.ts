import { errorOf, invalidArgument } from "./errors.js";

/** A wasm module, compiled or as its bytes. */
export type WasmSource = WebAssembly.Module | ArrayBuffer | Uint8Array;

/**
 * The bytes of a module that is inlined, as a string with a character for each. Node's Buffer takes a
 * tenth of the time.
 */
export function inlined(characters: string): Uint8Array {
  const { Buffer } = globalThis as {
    Buffer?: { from(text: string, encoding: string): Uint8Array };
  };
  if (Buffer) return Buffer.from(characters, "latin1");
  const bytes = new Uint8Array(characters.length);
  for (let index = 0; index < bytes.length; index++) bytes[index] = characters.charCodeAt(index);
  return bytes;
}

/** What the generated glue of every module has for one instance. */
export interface Glue {
  initSync(options: { module: WebAssembly.Module }): { memory: WebAssembly.Memory };
  Exchange: new () => {
    start(): number;
    size(): number;
    answer(): Uint8Array | undefined;
  };
  abandon(): void;
}

/** A running module, and the buffer that it shares with us. */
export class Instance<Its extends Glue> {
  /**
   * Whether a call has begun and not come back. It stays so where an exception that is no answer of
   * the module's left it in the middle: an exhausted stack, a trap, a host without randomness.
   */
  isBusy = false;
  readonly glue: Its;
  readonly generation: number;
  readonly exchange: InstanceType<Its["Exchange"]>;
  readonly #memory: WebAssembly.Memory;
  readonly #start: number;
  readonly #size: number;
  #bytes: Uint8Array<ArrayBuffer>;

  constructor(glue: Its, module: WebAssembly.Module, generation: number) {
    this.glue = glue;
    this.#memory = glue.initSync({ module }).memory;
    this.generation = generation;
    this.exchange = new glue.Exchange() as InstanceType<Its["Exchange"]>;
    this.#start = this.exchange.start();
    this.#size = this.exchange.size();
    this.#bytes = this.#view();
  }

  /** The shared buffer. Get it anew after each call: a memory that grows detaches its views. */
  get bytes(): Uint8Array<ArrayBuffer> {
    if (this.#bytes.byteLength === 0) this.#bytes = this.#view();
    return this.#bytes;
  }

  /** Ends a call with the error that it left behind. */
  failure(): Error {
    const json = decoder.decode(this.exchange.answer());
    this.isBusy = false;
    return errorOf(json);
  }

  #view(): Uint8Array<ArrayBuffer> {
    return new Uint8Array(this.#memory.buffer as ArrayBuffer, this.#start, this.#size);
  }
}

/** One of the modules: where it comes from, and the instance of it that is running. */
export class Runtime<Its extends Glue> {
  readonly #glue: () => Its;
  #source: (() => WasmSource) | undefined;
  #compiled: WebAssembly.Module | undefined;
  #instance: Instance<Its> | undefined;
  #generations = 0;

  /** @param glue makes the glue of an instance */
  constructor(glue: () => Its) {
    this.#glue = glue;
  }

  /** Says where the module comes from. It starts when it is first needed. */
  register(load: () => WasmSource): void {
    this.#source ??= load;
  }

  /**
   * Begins a call of the module, which starts synchronously at the first one. `isBusy` has to be
   * reset when the call has come back. One that never did may have left the instance in any state:
   * the next one gets another. A mark that is set before tells so even where the stack has no room to
   * catch.
   */
  enter(): Instance<Its> {
    let instance = this.#instance;
    if (instance === undefined || instance.isBusy) instance = this.#start();
    instance.isBusy = true;
    return instance;
  }

  /** Whether it is in this instance that a handle of a generation is, and can be freed. */
  isRunning(generation: number): boolean {
    return this.#instance?.generation === generation && !this.#instance.isBusy;
  }

  /**
   * Calls the module, and takes the bytes that it leaves behind. Where it returns `false` they are
   * the error to throw.
   */
  answerOf(call: (instance: Instance<Its>) => boolean | void): Uint8Array<ArrayBuffer> {
    const instance = this.enter();
    if (call(instance) === false) throw instance.failure();
    const answer = instance.exchange.answer() as Uint8Array<ArrayBuffer> | undefined;
    instance.isBusy = false;
    return answer ?? new Uint8Array();
  }

  /** As `answerOf`, of a call that leaves text behind. */
  textOf(call: (instance: Instance<Its>) => boolean | void): string {
    return decoder.decode(this.answerOf(call));
  }

  /** What the last call left behind after its first answer, one after the other. */
  nextAnswer(): Uint8Array<ArrayBuffer> | undefined {
    const instance = this.enter();
    const answer = instance.exchange.answer() as Uint8Array<ArrayBuffer> | undefined;
    instance.isBusy = false;
    return answer;
  }

  /** Opens a handle at once, so that what is wrong with it is told, and keeps how to open it again. */
  openHandle<T>(open: (instance: Instance<Its>) => T | undefined): Handle<T, Its> {
    const handle = new Handle<T, Its>((instance) => {
      const opened = open(instance);
      if (opened === undefined) throw instance.failure();
      return opened;
    });
    const instance = this.enter();
    handle.in(instance);
    instance.isBusy = false;
    return handle;
  }

  #start(): Instance<Its> {
    this.#instance?.glue.abandon();
    this.#compiled ??= this.#compile();
    this.#instance = new Instance(this.#glue(), this.#compiled, ++this.#generations);
    return this.#instance;
  }

  #compile(): WebAssembly.Module {
    if (!this.#source) throw invalidArgument("call initialize(wasm) of anyhook/slim first");
    const found = this.#source();
    return found instanceof WebAssembly.Module
      ? found
      : new WebAssembly.Module(found as ArrayBuffer | Uint8Array<ArrayBuffer>);
  }
}

/** A handle in a module. It is made anew in an instance that replaced the one that it was in. */
export class Handle<T, Its extends Glue> {
  readonly #make: (instance: Instance<Its>) => T;
  #handle: T | undefined;
  #generation = 0;

  /** @param make makes it in an instance that a call has entered */
  constructor(make: (instance: Instance<Its>) => T) {
    this.#make = make;
  }

  in(instance: Instance<Its>): T {
    if (this.#generation !== instance.generation) {
      this.#handle = this.#make(instance);
      this.#generation = instance.generation;
    }
    return this.#handle as T;
  }
}

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
