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
  type ProviderInput,
  receive,
  receiveRequest,
  type RequestInput,
  type WebhookEvent,
} from "./receive.js";
export {
  defineScheme,
  generateSecret,
  type ProviderName,
  type Scheme,
  type SchemeInfo,
  type SchemeInput,
  type SchemeName,
  type Source,
  schemes,
} from "./scheme.js";
export { sign } from "./sign.js";
export { signedContent } from "./signed-content.js";
export { verify } from "./verify.js";
export { createWebhook, type Webhook } from "./webhook.js";
