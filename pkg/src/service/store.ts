// What the service keeps, and where. `docs/stores.md` tells how to write an adapter, and
// `tests/stores/suite.js` is what every adapter is held to.

/**
 * A place for the service's records: keys in order, each with bytes that only the service reads.
 *
 * A key is 1 to 512 printable ASCII characters (space to `~`), and neither `.` nor `..`. Bad keys, and
 * bad limits, are mistakes of the caller's: they throw a `TypeError`, and nothing is written. A store
 * that cannot do its work throws too, and never answers as though it had.
 *
 * @example import type { Store } from "anyhook/service";
 */
export interface Store {
  readonly guarantees: StoreGuarantees;

  /** What is under a key, or null. The bytes are the caller's own, to keep and to change. */
  get(key: string): Promise<StoredValue | null>;

  /**
   * One page of the entries whose keys start with `prefix`, in the order of their keys' bytes. A page
   * that is shorter than the limit is the last one; a full one is followed by a page after its last key.
   */
  list(options: ListOptions): Promise<StoreEntry[]>;

  /**
   * Writes everything if every check holds, else nothing. A key is named once among what is put and
   * deleted; to delete what is not there is no fault.
   *
   * @returns false if a check failed
   * @throws what kept the store from writing. Nothing was written then if the store is `atomic`,
   *   unless it could no longer be told; if it is not, some of the changes may have been.
   */
  commit(changes: StoreChanges): Promise<boolean>;

  /**
   * Whether nobody else has the store open, of a store that can tell: what was being sent when the last one
   * who had it open ended goes out again at once, and not a minute later. A store that could be wrong
   * answers no.
   */
  isAlone?(): Promise<boolean>;
}

/** What callers may rely on. What is not guaranteed is still tried as far as the store goes. */
export interface StoreGuarantees {
  /**
   * Whether a commit is all or nothing, and its checks hold until it has written: of two commits that
   * check the same version of a key and write it, one gets `false`.
   */
  readonly atomic: boolean;
  /** Whether whatever is read, everywhere, has every write that was answered before. */
  readonly fresh: boolean;
}

export interface StoredValue {
  value: Uint8Array;
  /**
   * Which write this is: a text that is compared, and means nothing else. A key never has a version
   * twice, also when it was deleted in between.
   */
  version: string;
}

export interface StoreEntry extends StoredValue {
  key: string;
}

export interface ListOptions {
  /** What the keys start with; empty for all of them. */
  prefix: string;
  /** Only keys beyond this one, which need not be there nor start with the prefix. */
  after?: string | undefined;
  /** From 1 to 1000, which is also the default. */
  limit?: number | undefined;
}

export interface StoreChanges {
  checks?: readonly StoreCheck[] | undefined;
  /** The bytes are copied before the call returns its promise. */
  puts?: readonly StorePut[] | undefined;
  deletes?: readonly string[] | undefined;
}

/** That a key still has the version that was read, or, by null, that it is absent. */
export interface StoreCheck {
  key: string;
  version: string | null;
}

export interface StorePut {
  key: string;
  value: Uint8Array;
}
