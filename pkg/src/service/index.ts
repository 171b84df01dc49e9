export type { Transport } from "./deliveries/attempt.js";
export { type ManualClock, manualClock } from "./deliveries/clock.js";
export type { PublishedEvent } from "./deliveries/driver.js";
export type { AttemptError, DeliveryState } from "./deliveries/jobs.js";
export type { AttemptLog, DeliveryFaultLog, DeliveryLog } from "./deliveries/log.js";
export { type Limiter, type LimiterWindow, memoryLimiter } from "./limiter.js";
export type { RequestLog } from "./log.js";
export { openApi, type OpenApiDocument, type OpenApiOptions } from "./openapi.js";
export type { Concurrency, ServiceOptions } from "./options.js";
export type { Random } from "./random.js";
export { reseal, type Resealed, type ResealOptions } from "./reseal.js";
export { createService, type Service } from "./service.js";
export type {
  ListOptions,
  Store,
  StoreChanges,
  StoreCheck,
  StoreEntry,
  StoreGuarantees,
  StorePut,
  StoredValue,
} from "./store.js";
