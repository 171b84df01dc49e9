import { type Answer, type Job, TASKS } from "./tasks.js";

addEventListener("message", ({ data: { id, task, lab } }: MessageEvent<Job>) => {
  postMessage({ id, value: TASKS[task](lab) } satisfies Answer);
});
