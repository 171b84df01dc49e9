// Bodies for the interoperability tests: random, and the same in every run.

/** A seeded generator of numbers in [0, 1): xorshift32. */
export function generator(seed) {
  let state = seed;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

const ASCII = Array.from({ length: 95 }, (_, index) => String.fromCharCode(32 + index));
const UNICODE = [
  "é",
  "ß",
  "Ж",
  "漢",
  "字",
  "\u0301",
  "\u200d",
  "👍🏽",
  "𝄞",
  "\u0000",
  "\r\n",
  "\uffff",
];

function textOf(alphabet, length, random) {
  let text = "";
  while (text.length < length) text += alphabet[Math.floor(random() * alphabet.length)];
  return text;
}

/** More than a hundred texts: short and long, ASCII and not, JSON, and the odd ones. */
export function texts(seed) {
  const random = generator(seed);
  const length = () => 1 + Math.floor(random() ** 3 * 4000);
  const found = ["{}", "\ufeff{}", " ", "\n", "\u0000", "."];
  for (let index = 0; index < 40; index++) {
    found.push(textOf(ASCII, length(), random), textOf([...ASCII, ...UNICODE], length(), random));
    found.push(JSON.stringify({ id: index, note: textOf(UNICODE, length() / 20, random) }));
  }
  // Around the ends of hash blocks, and of the buffer that the module shares.
  for (const size of [55, 56, 63, 64, 65, 65_536, 131_072, 200_000]) {
    found.push(textOf(ASCII, size, random));
  }
  return found;
}

/** Bytes that are text in no encoding. */
export function binaries(seed) {
  const random = generator(seed);
  return Array.from({ length: 20 }, (_, index) =>
    Uint8Array.from({ length: index * 13 }, () => Math.floor(random() * 256)),
  );
}

/** The text with one character changed, wherever that comes to lie. */
export function tampered(text, random) {
  if (text === "") return " ";
  const characters = [...text];
  const at = Math.floor(random() * characters.length);
  characters[at] = characters[at] === "x" ? "y" : "x";
  return characters.join("");
}

/** The same body in each of the forms that a host may have it in. */
export function forms(text) {
  const bytes = new TextEncoder().encode(text);
  const padded = new Uint8Array(bytes.length + 8);
  padded.set(bytes, 3);
  return [text, Buffer.from(bytes), padded.subarray(3, 3 + bytes.length), bytes.buffer];
}

/** The same headers in each of the forms that a host may have them in. */
export function headerForms(headers) {
  const pairs = Object.entries(headers);
  return [
    headers,
    new Headers(headers),
    Object.fromEntries(pairs.map(([name, value]) => [name.toLowerCase(), value])),
    Object.fromEntries(pairs.map(([name, value]) => [name.toUpperCase(), [value]])),
  ];
}
