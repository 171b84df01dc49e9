/** What the module says is to be done next. */
export type Step = Read | Answer;

/** Something to read first. */
export type Read = BodyRead | GetRead | ListRead | LimitRead | AdvanceRead;

interface Told {
  requestId: string;
  /** Such as `create`, where the request turned out to be one. */
  operation?: string;
  /** The id of the key that it is made with, in strict mode. */
  principal?: string | undefined;
}

export interface BodyRead extends Told {
  read: "body";
  /** Bytes. */
  limit: number;
}

export interface GetRead extends Told, Locking {
  read: "get";
  keys: string[];
}

export interface ListRead extends Told, Locking {
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

export interface LimitRead extends Told {
  read: "limit";
  name: string;
  limit: number;
  seconds: number;
}

/** That a clock which is set by hand goes on; what is due meanwhile is sent. */
export interface AdvanceRead extends Told {
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

/** The response, and what has to be written before it is given. */
export interface Answer extends Outcome {
  puts: { key: string; value: Uint8Array }[];
  deletes: string[];
}

/** What can go wrong outside of the module. */
export type Situation =
  "internal" | "unavailable" | "body_too_large" | "body_incomplete" | "body_timeout";
