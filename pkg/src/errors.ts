/** Why a delivery is not accepted. */
export type VerificationErrorCode =
  | "missing_header"
  | "repeated_header"
  | "malformed_header"
  | "malformed_timestamp"
  | "timestamp_too_old"
  | "timestamp_too_new"
  | "no_matching_signature"
  | "malformed_envelope"
  | "unsupported_envelope"
  | "no_matching_key"
  | "tampered_envelope"
  | "malformed_body";

/** Why a call could not be carried out. */
export type ConfigurationErrorCode =
  | "unknown_provider"
  | "unknown_operation"
  | "malformed_secret"
  | "body_already_parsed"
  | "invalid_tolerance"
  | "invalid_argument"
  | "invalid_provider_file";

/**
 * What every error of this package is. The message tells what was found and expected, and never
 * holds a secret or the signature that would have been right.
 *
 * @example import { WebhookError } from "anyhook";
 */
export abstract class WebhookError extends Error {
  abstract readonly code: VerificationErrorCode | ConfigurationErrorCode;
}

/**
 * The sender's fault: answer with 401.
 *
 * @example import { WebhookVerificationError } from "anyhook";
 */
export class WebhookVerificationError extends WebhookError {
  override readonly name = "WebhookVerificationError";
  readonly code: VerificationErrorCode;

  constructor(code: VerificationErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}

/** One fault of a definition: where, as a JSON Pointer, and what. */
export interface Fault {
  path: string;
  message: string;
}

/**
 * The caller's fault: answer with 500, and mend the program.
 *
 * @example import { WebhookConfigurationError } from "anyhook";
 */
export class WebhookConfigurationError extends WebhookError {
  override readonly name = "WebhookConfigurationError";
  readonly code: ConfigurationErrorCode;
  /** Every fault of the definition, where the code is `invalid_provider_file`; else empty. */
  readonly faults: readonly Fault[];

  constructor(code: ConfigurationErrorCode, message: string, faults: readonly Fault[] = []) {
    super(message);
    this.code = code;
    this.faults = faults;
  }
}

type Failure =
  | { kind: "verification"; code: VerificationErrorCode; message: string }
  | { kind: "configuration"; code: ConfigurationErrorCode; message: string; faults: Fault[] };

/** The error that the module reports as JSON. */
export function errorOf(json: string): Error {
  if (json === "") return new Error("the wasm module reported a failure without a reason");
  const failure = JSON.parse(json) as Failure;
  return failure.kind === "verification"
    ? new WebhookVerificationError(failure.code, failure.message)
    : new WebhookConfigurationError(failure.code, failure.message, failure.faults);
}

export function invalidArgument(message: string): WebhookConfigurationError {
  return new WebhookConfigurationError("invalid_argument", message);
}
