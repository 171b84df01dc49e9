export type {
  EndpointAnswer,
  EndpointFailure,
  EndpointHandler,
  EndpointResponse,
} from "./answer.js";
export type { Duration } from "./duration.js";
export type { ReceivedRequest } from "./received.js";
export type { Subscription, TestWebhook } from "./subscribe.js";
export { createTestService, type TestService, type TestServiceOptions } from "./test-service.js";
