import type { InboxAnswer, InboxEntry } from "anyhook/inbox";
import type { Options, Values } from "./command.js";
import { readDuration } from "./duration.js";
import { readInteger } from "./number.js";
import { UsageError } from "./usage.js";

export const answerOptions = {
  status: { value: "STATUS", help: "the answer to a valid request: 200, unless given" },
  answer: {
    value: "STATUS",
    many: true,
    help: "the answer to every request, valid or not; several are given in turn, the last on and on",
  },
  delay: { value: "TIME", help: "wait before each answer, such as 500ms or 2s" },
  hang: { help: "answer nothing, until the sender gives up" },
  "retry-after": { value: "SECONDS", help: "send the header Retry-After; or a date" },
} as const satisfies Options;

const STATUS = { least: 200, most: 599 };

/** How requests are to be answered, as the options say. */
export function chooseAnswers(
  options: Values<typeof answerOptions>,
  { isForwarding }: { isForwarding: boolean },
): (entry: InboxEntry) => InboxAnswer {
  const { status, answer, delay, hang } = options;
  const retryAfter = options["retry-after"];
  const statuses = answer.map((one) => readInteger("answer", one, STATUS));
  const valid = status === undefined ? undefined : readInteger("status", status, STATUS);
  const given = { status, answer: answer[0], delay, "retry-after": retryAfter };
  const names = Object.entries(given).flatMap(([name, value]) => (value === undefined ? [] : name));
  const refuse = (option: string, taken: readonly string[], why: string): void => {
    const [other] = names.filter((name) => taken.includes(name));
    if (other === undefined) return;
    throw new UsageError(`\`${option}\` ${why}: leave \`--${other}\` out`);
  };
  if (hang) refuse("--hang", names, "answers nothing");
  if (statuses.length > 0) refuse("--answer", ["status"], "is for every request");
  if (isForwarding) {
    if (hang) throw new UsageError("`--forward-to` answers what comes back: leave `--hang` out");
    refuse("--forward-to", ["status", "answer", "retry-after"], "answers what comes back");
  }
  const all: InboxAnswer = {
    hang,
    delay: delay === undefined ? undefined : readDuration("--delay", delay, { most: "1h" }),
    retryAfter: retryAfter === undefined ? undefined : readRetryAfter(retryAfter),
  };
  let count = 0;
  return ({ verdict }) => {
    const told = statuses[Math.min(count++, statuses.length - 1)];
    return { ...all, status: told ?? (verdict?.valid ? valid : undefined) };
  };
}

function readRetryAfter(text: string): number | string {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  if (/^[A-Za-z]{3}, [ -~]{1,40}$/.test(text) && !Number.isNaN(Date.parse(text))) return text;
  throw new UsageError(
    `\`--retry-after\` is \`${text}\`, expected seconds, or a date such as \`Wed, 21 Oct 2026 07:28:00 GMT\``,
  );
}
