// URLs, and what Node's `URL` makes of them: the oracle of src/url.
// No label in punycode is here that decodes to what Unicode does not allow: that is not for us to
// tell, and versions of Node differ.
const HOSTS = [
  "example.com",
  "EXAMPLE.Com",
  "example.com.",
  "a_b.example",
  "-a-.b--c.example",
  "localhost",
  "xn--bcher-kva.example",
  "XN--BCHER-KVA.example",
  "xn--fiqs8s",
  "127.0.0.1",
  "255.255.255.255",
  "[::1]",
  "[::]",
  "[2001:DB8::0:1]",
  "[0:0:0:0:0:0:0:1]",
  "[::ffff:127.0.0.1]",
  "[1:2:3:4:5:6:7::]",
  "[::2:3:4:5:6:7:8]",
  "1.example",
  "0xg",
  "1e9",
  "0x.example",
];

const ODD_HOSTS = [
  "",
  ".",
  "..",
  ".example.com",
  "a..b",
  "example.com..",
  "a b",
  "a%20b",
  "ex%61mple.com",
  "a%00b",
  "a%",
  "a!b",
  "a$b",
  "a*b",
  "a+b",
  "a,b",
  "a;b",
  "a=b",
  "a~b",
  "a'b",
  "a(b)",
  "a&b",
  "a|b",
  "a^b",
  "a<b",
  "a>b",
  "a[b",
  "a]b",
  "a\\b",
  "a\u007fb",
  "xn--",
  "xn---",
  "xn--0",
  "xn--99999999",
  "xn--_",
  "xn--abc-_.example",
  `${"a".repeat(63)}.example`,
  `${"a".repeat(64)}.example`,
  `${"a.".repeat(126)}a`,
  `${"a.".repeat(126)}a.`,
  `${"a.".repeat(127)}a`,
  "127.1",
  "127.0.1",
  "127.0.0.1.",
  "127.0.0.1..",
  "127.0.0.01",
  "127.0.0.256",
  "127.0.0.0x1",
  "1.2.3.4.5",
  "1.2.3",
  "1..2",
  ".1",
  "1.",
  "0",
  "00",
  "09",
  "2130706433",
  "4294967295",
  "4294967296",
  "0x7f.0.0.1",
  "0x7f000001",
  "0177.0.0.1",
  "0x",
  "0X",
  "a.0x",
  "a.0x1",
  "a.1",
  "a.08",
  "a.1.",
  "256.0.0.1",
  "1.2.3.+4",
  "1.2.3.4a",
  "[",
  "[]",
  "[::1",
  "::1",
  "[::1]a",
  "[:::1]",
  "[1::2::3]",
  "[1:2:3:4:5:6:7]",
  "[1:2:3:4:5:6:7:8]",
  "[1:2:3:4:5:6:7:8:9]",
  "[1:2:3:4:5:6:7:8::]",
  "[::1:2:3:4:5:6:7:8]",
  "[12345::]",
  "[::g]",
  "[::1%25eth0]",
  "[::1%eth0]",
  "[::127.0.0.1]",
  "[::127.0.0.01]",
  "[::127.0.0.256]",
  "[::127.0.0]",
  "[::1.2.3.4.5]",
  "[1.2.3.4::]",
  "[1:2:3:4:5:6:1.2.3.4]",
  "[1:2:3:4:5:6:7:1.2.3.4]",
  "[::1.2.3.4:5]",
  "[127.0.0.1]",
  "[v1.a]",
  "[ ::1]",
];

const PORTS = ["", ":0", ":80", ":443", ":8080", ":65535"];
const ODD_PORTS = [
  ":",
  ":65536",
  ":00",
  ":080",
  ":0443",
  ":+1",
  ":-1",
  ":1a",
  ":a",
  ":1:2",
  ":99999999999999999999",
  ":%38",
];
const PATHS = [
  "",
  "/",
  "/hook",
  "//a//",
  "/a/b.c/..d",
  "/%41%zz%",
  "/a;b=c,d!$&'()*+~:@|[]",
  "/...",
];
const ODD_PATHS = [
  "/.",
  "/..",
  "/a/./b",
  "/a/../b",
  "/a/..",
  "/%2e",
  "/%2E%2e/a",
  "/.%2e",
  "/%2e.",
  "/a/%2e/b",
  '/"',
  "/<",
  "/>",
  "/`",
  "/{a}",
  "/a b",
  "/a\tb",
  "/a\nb",
  "/a\\b",
  "\\a",
  "/\u0000",
  "/\u001f",
  "/\u007f",
  "/é",
  "/😀",
];
const QUERIES = ["", "?", "?a=b&c", "?a?b/c/../d", "?{}|`\\^[]", "?%zz"];
const ODD_QUERIES = ["?a'b", '?"', "?<", "?>", "?a b", "?a\tb", "?é", "?\u007f"];
const SCHEMES = ["https://", "http://", "HTTPS://", "hTTp://"];
const ODD_SCHEMES = [
  "",
  "//",
  "/",
  ":",
  "://",
  "https",
  "https:",
  "https:/",
  "https:///",
  "https:////",
  "https:\\\\",
  "https:/\\",
  "https://\\",
  "https ://",
  "ht\ntps://",
  "https:\t//",
  " https://",
  "https:// ",
  "1https://",
  "httpss://",
  "ws://",
  "ftp://",
  "file://",
  "javascript:",
  "javascript://",
  "data:",
  "blob:https://",
  "mailto:",
  "view-source:https://",
];
const CREDENTIALS = [
  "",
  "user@",
  "user:password@",
  "@",
  ":@",
  ":password@",
  "a@b@",
  "a:b:c@",
  "a%40@",
];
const FRAGMENTS = ["", "#", "#a", "#a?b/c#d", "#a\\b"];
const WHOLE = [
  "",
  " ",
  "#",
  "?",
  "https://example.com /",
  "https://example.com/ ",
  "\u0000https://example.com/",
  "https://example.com/\n",
  "https://exam\nple.com/",
  "https://example.com:80\n80/",
  "https://example.com\\@evil.example/",
  "https://example.com/@evil.example",
  "https://example.com?@evil.example/",
  "https://example.com#@evil.example/",
  "https://example.com:443@evil.example/",
  "https://[::1]@evil.example/",
  "https://evil.example:[::1]/",
  "https://user@[::1]:1/",
  "https://user@/",
  "https://:80/",
  "https://user:80",
  "example.com",
  "example.com:443/hook",
  "localhost:3000/hook",
  "user:password@example.com",
  "https://bücher.example/",
  "https://ＧＯ.example/",
  "https://a\u3002b/",
  "https://١٢٧.0.0.1/",
  "https://example.com/\u2028",
  "https://exa\u00admple.com/",
  "https:example.com/@user:password@host",
];

/** The same on every machine. */
function random(seed) {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** Whether what Node reads is not what the text says, apart from what src/url/mod.rs lists. */
function isRepaired(text, { protocol, hostname, port, pathname, search }) {
  const parts =
    /^(https?:)\/\/(?:[^/?#]*@)?(\[[^\]]*\]|[^:/?#]*)(:\d+)?([^:?#][^?#]*)?(\?[^#]*)?(#|$)/i;
  const [, scheme, host, number = "", path = "/", query = ""] = parts.exec(text) ?? [];
  const usual = protocol === "https:" ? ":443" : ":80";
  return (
    /[^!-~]|^[^?#]*\\/.test(text) ||
    scheme?.toLowerCase() !== protocol ||
    (!host.startsWith("[") && host.toLowerCase() !== hostname) ||
    (number === usual ? "" : number.slice(1)) !== port ||
    path !== pathname ||
    (query === "?" ? "" : query) !== search
  );
}

/** Names that the URL standard takes and DNS does not. */
function isBeyondDns({ hostname }) {
  if (hostname.startsWith("[")) return false;
  const labels = hostname.replace(/\.$/, "").split(".");
  return (
    !/^[a-z0-9._-]*$/.test(hostname) ||
    labels.some((label) => label.length < 1 || label.length > 63) ||
    labels.join(".").length > 253
  );
}

/** The text, and the parts that Node reads where they are the text's own; else why not. */
function make(text) {
  if (!URL.canParse(text)) return { text, refused: "by Node" };
  const url = new URL(text);
  if (!/^https?:$/.test(url.protocol)) return { text, refused: "another scheme" };
  if (isRepaired(text, url)) return { text, refused: "repaired by Node" };
  if (isBeyondDns(url)) return { text, refused: "beyond DNS" };
  const { protocol, hostname, port, pathname, search } = url;
  return { text, parts: [protocol, hostname, port, pathname, search] };
}

export function urlCases() {
  const texts = new Set(WHOLE);
  const below = random(20261121);
  const pick = (list) => list[below(list.length)];
  // Each odd part alone among good ones, so that it is the one that decides.
  for (const scheme of [...SCHEMES, ...ODD_SCHEMES]) {
    texts.add(`${scheme}example.com/hook`);
    texts.add(`${scheme}${pick(HOSTS)}${pick(PORTS)}${pick(PATHS)}`);
  }
  const odd = (list, build) => list.forEach((one) => texts.add(build(one)));
  odd([...HOSTS, ...ODD_HOSTS], (host) => `https://${host}`);
  odd([...HOSTS, ...ODD_HOSTS], (host) => `${pick(SCHEMES)}${host}${pick(PORTS)}${pick(PATHS)}`);
  for (const port of [...PORTS, ...ODD_PORTS]) {
    odd(SCHEMES, (scheme) => `${scheme}${pick(HOSTS)}${port}${pick(PATHS)}`);
  }
  odd([...PATHS, ...ODD_PATHS], (path) => `https://example.com${path}`);
  odd(
    [...PATHS, ...ODD_PATHS],
    (path) => `http://${pick(HOSTS)}${pick(PORTS)}${path}${pick(QUERIES)}`,
  );
  odd([...QUERIES, ...ODD_QUERIES], (query) => `https://example.com${query}`);
  odd([...QUERIES, ...ODD_QUERIES], (query) => `https://example.com/${query}${pick(FRAGMENTS)}`);
  for (const credentials of CREDENTIALS) {
    odd(FRAGMENTS, (fragment) => `https://${credentials}${pick(HOSTS)}${pick(PORTS)}/${fragment}`);
  }
  // Then any parts together, and texts with a character changed.
  const any = (good, bad) => (below(8) === 0 ? pick(bad) : pick(good));
  while (texts.size < 1100) {
    const credentials = below(8) === 0 ? pick(CREDENTIALS) : "";
    texts.add(
      any(SCHEMES, ODD_SCHEMES) +
        credentials +
        any(HOSTS, ODD_HOSTS) +
        any(PORTS, ODD_PORTS) +
        any(PATHS, ODD_PATHS) +
        any(QUERIES, ODD_QUERIES) +
        (below(8) === 0 ? pick(FRAGMENTS) : ""),
    );
  }
  const names = HOSTS.filter((host) => !/^xn--/i.test(host));
  const characters = [..."\t\n\r \\/:@?#[].%0x17f-_aZ<|"];
  while (texts.size < 1500) {
    const text = `${pick(SCHEMES)}${pick(names)}${pick(PORTS)}${pick(PATHS)}${pick(QUERIES)}`;
    const at = below(text.length + 1);
    texts.add(text.slice(0, at) + pick(characters) + text.slice(at + below(2)));
  }
  // Versions of Node differ in `^` within a path, which newer ones encode.
  return [...texts].filter((text) => !/^[^?#]*\^/.test(text)).map(make);
}
