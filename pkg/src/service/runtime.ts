import { glue } from "../generated/service.js";
import { Runtime } from "../module.js";

export type ServiceGlue = ReturnType<typeof glue>;

/** The module that decides what a provider's API answers. */
export const runtime = new Runtime<ServiceGlue>(glue);
