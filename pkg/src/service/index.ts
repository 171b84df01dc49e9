export { type Limiter, type LimiterWindow, memoryLimiter } from "./limiter.js";
export type { RequestLog } from "./log.js";
export { openApi, type OpenApiDocument, type OpenApiOptions } from "./openapi.js";
export type { ServiceOptions } from "./options.js";
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
