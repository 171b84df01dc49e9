/** What the module says is to be done next for a request. */
export type Step = (Read & Told) | Answer;

/** Something to read first. */
export type Read = BodyRead | GetRead | ListRead | LimitRead | AdvanceRead;

interface Told {
  requestId: string;
  /** Such as `create`, where the request turned out to be one. */
  operation?: string;
  /** The id of the key that it is made with, in strict mode. */
  principal?: string | undefined;
}

export interface BodyRead {
  read: "body";
  /** Bytes. */
  limit: number;
}

export interface GetRead extends Locking {
  read: "get";
  keys: string[];
  /** Whether it does not matter if they change before something is written. */
  unchecked?: boolean;
}

export interface ListRead extends Locking {
  read: "list";
  prefix: string;
  after?: string;
  /** How many entries to pass over. */
  skip: number;
  /** All of them, unless given. */
  limit?: number;
  /** Whether the values are keys of other records, whose values are asked for in their place. */
  follow: boolean;
}

export interface LimitRead {
  read: "limit";
  name: string;
  limit: number;
  seconds: number;
}

/** That a clock which is set by hand goes on; what is due meanwhile is sent. */
export interface AdvanceRead {
  read: "advance";
  milliseconds: number;
}

interface Locking {
  /** What writes to the same account share: they queue for it, rather than conflict. */
  lock?: string;
}

/** What is answered to a request, and what a log tells of it. */
export interface Outcome extends Told {
  status: number;
  headers: [name: string, value: string][];
  body: Uint8Array<ArrayBuffer> | string | null;
  /** What is wrong, such as `unknown_path`, where it is an error. */
  error?: string;
  /** What went wrong inside. */
  cause?: string;
}

/** What has to be written before that holds which was decided. */
export interface Changes {
  puts: { key: string; value: Uint8Array }[];
  deletes: string[];
}

/** The response, and what has to be written before it is given. */
export interface Answer extends Outcome, Changes {
  /** When the earliest of what it puts into the queue is due, in Unix milliseconds. */
  due?: number;
}

/** What became of a job, and what has to be written before it holds. */
export interface Job extends Changes {
  done: string;
  body: Uint8Array<ArrayBuffer> | null;
}

/** What can go wrong outside of the module. */
export type Situation =
  "internal" | "unavailable" | "body_too_large" | "body_incomplete" | "body_timeout";
