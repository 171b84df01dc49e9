export type { Answerer, InboxAnswer, InboxRequest } from "./answer.js";
export type { InboxEntry, InboxRefusal } from "./entry.js";
export { type InboxKeys, recognize } from "./examiner.js";
export { createInbox, type Inbox, type InboxMoment, type InboxOptions } from "./inbox.js";
export { createInboxes, type Inboxes, type InboxesOptions } from "./inboxes.js";
export {
  type EventSummary,
  type InvalidVerdict,
  judge,
  type UnreadableEvent,
  type UnverifiedVerdict,
  type ValidVerdict,
  type Verdict,
} from "./verdict.js";
