/**
 * What is withheld of a request: its values of headers and parameters that are made to carry a secret.
 * A signature is none, since it opens nothing but the one body that it is of.
 */

/** A word of a name, between its separators. */
const word = (words: string): string => `(?:^|[-_.])(?:${words})(?:$|[-_.])`;

const SECRET = new RegExp(
  [
    word("authorization|auth|cookies?|tokens?|secrets?|passwords?|passwd|pwd|credentials?|jwt"),
    word("(?:api|access|auth|client|private|secret)[-_.]?keys?"),
    "(?:token|secret|password|api[-_.]?key)$",
    "^key$",
  ].join("|"),
  "i",
);

/** Whether a header's or parameter's name says that its value is a secret. */
export const isSecretName = (name: string): boolean => SECRET.test(name);

/** The headers, apart from those that carry a secret, and the names of these. */
export function withhold(headers: Headers): {
  headers: [name: string, value: string][];
  withheld: string[];
} {
  const shown: [string, string][] = [];
  const withheld: string[] = [];
  for (const [name, value] of headers) {
    if (isSecretName(name)) withheld.push(name);
    else shown.push([name, value]);
  }
  return { headers: shown, withheld };
}

/** A path with its query, in which stars stand for secrets. */
export function shownPath(path: string, query: string | undefined): string {
  if (query === undefined) return path;
  const parameters = query.split("&").map((parameter) => {
    const end = parameter.indexOf("=");
    const name = end < 0 ? parameter : parameter.slice(0, end);
    return end >= 0 && isSecretName(decoded(name)) ? `${name}=***` : parameter;
  });
  return `${path}?${parameters.join("&")}`;
}

/** A name may be escaped to look like none. */
function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
