// URLs of webhooks: what each provider takes, and hostile ones of every form.
import { BODIES } from "./provider-facts.js";

/** Taken by every provider, in either mode. */
const GOOD = [
  "https://example.com",
  "https://example.com/",
  "HTTPS://EXAMPLE.com/Hook",
  "https://example.com:8443/a/b?c=d&e=f",
  "https://example.com/@user?to=a@b:c",
  "https://203.0.113.7/hook",
  "https://[2001:db8::1]/hook",
  "https://xn--bcher-kva.example/%C3%A9",
  "https://localhost/hook",
];

/** Taken by none, in either mode. */
const BAD = [
  ["no text", "", "url_malformed"],
  ["a path", "/hook", "url_malformed"],
  ["no scheme", "example.com/hook", "url_malformed"],
  ["no scheme but slashes", "//example.com/hook", "url_malformed"],
  ["javascript:", "javascript:alert(1)", "url_scheme"],
  ["data:", "data:text/html,hook", "url_scheme"],
  ["file:", "file:///etc/passwd", "url_scheme"],
  ["ftp:", "ftp://example.com/hook", "url_scheme"],
  ["ws:", "wss://example.com/hook", "url_scheme"],
  ["a name and password", "https://user:secret@example.com/", "url_credentials"],
  ["a name", "https://user@example.com/", "url_credentials"],
  ["no name", "https://@example.com/", "url_credentials"],
  ["a host as name", "https://example.com@evil.example/", "url_credentials"],
  ["a fragment", "https://example.com/hook#part", "url_fragment"],
  ["an empty fragment", "https://example.com/hook#", "url_fragment"],
  ["a space before", " https://example.com/", "url_malformed"],
  ["a space behind", "https://example.com/ ", "url_malformed"],
  ["a space in the host", "https://exam ple.com/", "url_malformed"],
  ["a space in the path", "https://example.com/a b", "url_malformed"],
  ["a tab in the host", "https://exam\tple.com/", "url_malformed"],
  ["a newline in the path", "https://example.com/a\nb", "url_malformed"],
  ["a newline in the scheme", "java\nscript:alert(1)", "url_malformed"],
  ["a newline at the end", "https://example.com/\n", "url_malformed"],
  ["a NUL", "https://example.com/\0", "url_malformed"],
  ["no slashes", "https:example.com", "url_malformed"],
  ["backslashes", "https:\\\\example.com\\hook", "url_malformed"],
  ["an empty host", "https://", "url_host"],
  ["an empty host with a path", "https:///hook", "url_host"],
  ["an empty host with a port", "https://:443/", "url_host"],
  ["half a bracket", "https://[::1", "url_host"],
  ["no address in brackets", "https://[example.com]/", "url_host"],
  ["an IPv4 address in hexadecimal", "https://0x7f.1/", "url_host"],
  ["an IPv4 address that is a number", "https://2130706433/", "url_host"],
  ["an IPv4 address that is none", "https://256.256.256.256/", "url_host"],
  ["a host beyond ASCII", "https://bücher.example/", "url_host"],
  ["a host with a character that looks like a dot", "https://example。com/", "url_host"],
  ["an encoded host", "https://%65xample.com/", "url_host"],
  ["a port of five nines", "https://example.com:99999/", "url_malformed"],
  ["a port of letters", "https://example.com:https/", "url_malformed"],
];

/** `http:` URLs, and whether they are taken in open mode where https is demanded. */
const HTTP = [
  ["http://example.com/hook", false],
  ["http://localhost:8080/hook", true],
  ["http://LOCALHOST/", true],
  ["http://hooks.localhost/", true],
  ["http://127.0.0.1:3000/hook", true],
  ["http://127.255.255.254/", true],
  ["http://[::1]:3000/hook", true],
  ["http://localhost.example.com/", false],
  ["http://127.0.0.1.example.com/", false],
  ["http://128.0.0.1/", false],
  ["http://10.0.0.1/", false],
  ["http://0.0.0.0/", false],
  ["http://[::]/", false],
  ["http://[::2]/", false],
  ["http://mylocalhost/", false],
];

/** The one that demands https. */
const HTTPS_ALONE = "cryptofuse";

/** The operation that takes nothing but a URL, or little else: Spritz's update takes none. */
const OPERATION = {
  connect: "update",
  conduit: "update",
  spritz: "create",
  cryptofuse: "update",
  devdraft: "update",
};

export function endpointCases() {
  const cases = [];
  const add = (provider, operation, mode, name, url, code) => {
    const body =
      operation === "update"
        ? { url }
        : provider === "spritz"
          ? { url, events: [] }
          : { ...BODIES[provider], url };
    cases.push({
      name,
      provider,
      operation,
      ...(mode === "open" ? { mode } : {}),
      body,
      ...(code ? { violations: [["/url", code]] } : {}),
    });
  };
  for (const [provider, operation] of Object.entries(OPERATION)) {
    const demands = provider === HTTPS_ALONE;
    for (const url of GOOD) add(provider, operation, "strict", "a good URL", url);
    for (const [name, url, code] of BAD) add(provider, operation, "strict", name, url, code);
    for (const [url, local] of HTTP) {
      const name = local ? "http to this machine" : "http";
      add(provider, operation, "strict", name, url, demands ? "url_scheme" : undefined);
      if (demands || local) {
        add(provider, operation, "open", name, url, demands && !local ? "url_scheme" : undefined);
      }
    }
    for (const length of [2048, 2049, ...(demands ? [3000] : [])]) {
      const url = "https://example.com/".padEnd(length, "a");
      const code = length > 2048 ? "url_too_long" : undefined;
      const long = { first: url.slice(0, 20), repeat: "a", times: length - 20, last: "" };
      add(provider, operation, "strict", `${length} characters`, long, code);
    }
    // The other operation's field is checked alike.
    if (provider === "spritz") continue;
    const http = demands ? "url_scheme" : undefined;
    add(provider, "create", "strict", "http", "http://example.com/", http);
    add(provider, "create", "open", "http to this machine", "http://localhost/");
    add(provider, "create", "strict", "javascript:", "javascript:alert(1)", "url_scheme");
    add(provider, "create", "strict", "a fragment", "https://example.com/#a", "url_fragment");
    add(provider, "create", "strict", "a name", "https://a@example.com/", "url_credentials");
    add(provider, "create", "strict", "half a bracket", "https://[::1", "url_host");
  }
  // Whatever the mode, an unfit URL stays one.
  const open = (name, url, code) => add(HTTPS_ALONE, "update", "open", name, url, code);
  for (const [name, url, code] of BAD) open(name, url, code);
  open("a name", "http://a@localhost/", "url_credentials");
  open("this machine as name", "http://localhost@example.com/", "url_credentials");
  open("a fragment", "http://localhost/#a", "url_fragment");
  return cases;
}
