import { setOwn } from "../registry.js";
import { type Answer, type Job, TASKS } from "./tasks.js";

addEventListener("message", ({ data: { id, task, lab, own } }: MessageEvent<Job>) => {
  setOwn(own);
  postMessage({ id, value: TASKS[task](lab) } satisfies Answer);
});
