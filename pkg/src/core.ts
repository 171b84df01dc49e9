import { glue } from "./generated/anyhook.js";
import { type Handle, type Instance, Runtime } from "./module.js";

type CoreGlue = ReturnType<typeof glue>;

/** An instance of the module that has everything but the service. */
export type CoreInstance = Instance<CoreGlue>;

/** A handle in it. */
export type CoreHandle<T> = Handle<T, CoreGlue>;

export const core = new Runtime<CoreGlue>(glue);
