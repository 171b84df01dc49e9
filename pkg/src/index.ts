export {
  type ConfigurationErrorCode,
  type Fault,
  type VerificationErrorCode,
  WebhookConfigurationError,
  WebhookError,
  WebhookVerificationError,
} from "./errors.js";
export { type Alternative, type Check, type Explanation, explain } from "./explain.js";
export type { Delivery, Message, SecretInput, Verified } from "./hook.js";
export type { BodyInput, HeadersInput } from "./input.js";
export {
  type EventTypeInfo,
  eventTypes,
  type ExampleEvent,
  exampleEvent,
  matches,
} from "./events.js";
export type { EventTypes } from "./generated/names.js";
export { generateId, isId } from "./ids.js";
export { type OpenedPayload, openPayload, sealPayload } from "./payload.js";
export {
  defineProvider,
  isAssumed,
  type Provider,
  type ProviderInput,
  type ProviderName,
  providers,
} from "./provider.js";
export type { GeneratorInfo, OperationInfo, ProviderInfo } from "./provider-info.js";
export {
  type EventOf,
  receive,
  receiveRequest,
  type RequestInput,
  type WebhookEvent,
} from "./receive.js";
export {
  defineScheme,
  type Scheme,
  type SchemeInfo,
  type SchemeInput,
  type SchemeName,
  type Source,
  schemes,
} from "./scheme.js";
export { generateSecret, isSecret, maskSecret } from "./secrets.js";
export { sign } from "./sign.js";
export { signedContent } from "./signed-content.js";
export { isValid, validate, type ValidateOptions, type Validation } from "./validate.js";
export type { Violation } from "./validator.js";
export { verify } from "./verify.js";
export { createWebhook, type Webhook } from "./webhook.js";
