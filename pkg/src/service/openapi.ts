import { given, option, text } from "../input.js";
import { type Mode, readMode } from "../mode.js";
import type { ProviderInput } from "../provider.js";
import { pack } from "../texts.js";
import { definitionOf } from "./definition.js";
import { runtime } from "./runtime.js";

/**
 * What an OpenAPI document is made for.
 *
 * @example import type { OpenApiOptions } from "anyhook/service";
 */
export interface OpenApiOptions {
  /** The URL that the paths follow; `/{provider}`, where a service has them, unless given. */
  server?: string | undefined;
  /** That of the service which it describes: `strict`, unless given, or `open`. */
  mode?: Mode | undefined;
}

/**
 * An OpenAPI 3.1 document, as JSON.
 *
 * @example import type { OpenApiDocument } from "anyhook/service";
 */
export interface OpenApiDocument {
  openapi: string;
  info: { title: string; version: string; [member: string]: unknown };
  /** Not there where the provider's file has no operations. */
  paths?: Record<string, Record<string, unknown>>;
  [member: string]: unknown;
}

/**
 * Describes a provider's webhook API as the service answers it, for clients, generators and tests that
 * read OpenAPI. What no source states has the mark `x-anyhook-assumed`.
 *
 * @throws {WebhookConfigurationError} `invalid_argument`, or `unknown_provider`
 * @example
 * import { openApi } from "anyhook/service";
 *
 * const { paths } = openApi("conduit", { server: "https://hooks.example.com/conduit" });
 */
export function openApi(provider: ProviderInput, options: OpenApiOptions = {}): OpenApiDocument {
  const { id, text: definition, isName } = definitionOf(provider);
  const server = text("the server", option(given(options), "server") ?? `/${id}`);
  const isOpen = readMode(option(options, "mode"), "strict") === "open";
  const texts = pack([definition, server]);
  const json = runtime.textOf(({ exchange, glue }) =>
    glue.openapi(exchange, ...texts, isName, isOpen),
  );
  return JSON.parse(json) as OpenApiDocument;
}
