/** The providers that the page knows: the built-in ones, and the user's own, which lives in this tab. */
import {
  defineProvider,
  type Provider,
  type ProviderInfo,
  type ProviderName,
  providers,
  type Scheme,
  type SchemeInfo,
  type SchemeName,
  schemes,
} from "anyhook";

export interface Known {
  info: ProviderInfo;
  /** What the functions of the library take. */
  input: ProviderName | Provider;
  /** Whether it is the user's own. */
  own: boolean;
}

const builtin: readonly Known[] = providers().map((info) => ({
  info,
  input: info.id as ProviderName,
  own: false,
}));

let own: { known: Known; text: string; scheme: Scheme } | undefined;
const listeners: (() => void)[] = [];

/** Every provider, the user's own last. */
export function known(): Known[] {
  return own ? [...builtin, own.known] : [...builtin];
}

export function find(id: string): Known | undefined {
  return known().find(({ info }) => info.id === id);
}

/** The text of the user's own provider file. */
export function ownText(): string | undefined {
  return own?.text;
}

/**
 * Takes the user's own provider file in place of the one before; `undefined` takes it away.
 *
 * @throws {WebhookConfigurationError} `invalid_provider_file`; the one before stays then
 */
export function setOwn(text: string | undefined): void {
  if (text === own?.text) return;
  const provider = text === undefined ? undefined : defineProvider(text);
  own =
    provider && text !== undefined
      ? {
          known: { info: plain(provider), input: provider, own: true },
          text,
          scheme: provider.scheme,
        }
      : undefined;
  for (const listener of listeners) listener();
}

/** What a file says, without the comments that any object of it may have. */
function plain({ info }: Provider): ProviderInfo {
  const isComment = (key: string) => key === "$comment";
  const text = JSON.stringify(info, (key, value: unknown) => (isComment(key) ? undefined : value));
  return JSON.parse(text) as ProviderInfo;
}

/** Calls back whenever the user's own provider comes, changes or goes. */
export function onChange(listener: () => void): void {
  listeners.push(listener);
}

const builtinSchemes = schemes();

/** Every signature scheme, the user's own provider's among them. */
export function allSchemes(): SchemeInfo[] {
  return own ? [own.scheme.info, ...builtinSchemes] : builtinSchemes;
}

/** What the library takes for a scheme of this id. */
export function schemeInput(id: string): SchemeName | Provider {
  return own?.known.info.id === id ? (own.known.input as Provider) : (id as SchemeName);
}
