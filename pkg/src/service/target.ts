/** The parts of a request's URL, as they stand in it. */
export interface Target {
  /** Scheme, host and port, such as `http://localhost:8787`. */
  origin: string;
  /** Host and port. */
  host: string;
  path: string;
  /** Without the `?`. */
  query: string | undefined;
}

/**
 * Takes the URL of a `Request` apart. It is absolute, so that this is slicing; to parse it again would
 * take as long as all the rest of a request does.
 */
export function targetOf(url: string): Target {
  const host = url.indexOf("://") + 3;
  let path = url.indexOf("/", host);
  if (path < 0) path = url.length;
  const fragment = url.indexOf("#", path);
  const end = fragment < 0 ? url.length : fragment;
  const mark = url.indexOf("?", path);
  const hasQuery = mark >= 0 && mark < end;
  return {
    origin: url.slice(0, path),
    host: url.slice(host, path),
    path: url.slice(path, hasQuery ? mark : end),
    query: hasQuery ? url.slice(mark + 1, end) : undefined,
  };
}
