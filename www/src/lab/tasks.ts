/** What can be asked about the page's fields, wherever it is worked out. */
import { diagnose } from "./diagnose.js";
import { findSchemes } from "./find.js";
import type { Lab } from "./lab.js";

export const TASKS = { diagnose, find: findSchemes };

export type Task = keyof typeof TASKS;
export type Value<T extends Task> = ReturnType<(typeof TASKS)[T]>;

export interface Job {
  id: number;
  task: Task;
  lab: Lab;
  /** The user's own provider file, which the worker does not have. */
  own: string | undefined;
}

export interface Answer {
  id: number;
  value: Value<Task>;
}
