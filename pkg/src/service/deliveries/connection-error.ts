import type { AttemptError } from "./jobs.js";

/** How deep errors tell what caused them. */
const DEPTH = 5;

/** Codes of OpenSSL, and of Node, for certificates and for what is no TLS. */
const TLS =
  /^(?:ERR_(?:TLS|SSL)_|CERT_|CRL_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|HOSTNAME_MISMATCH|EPROTO)/;
/** Deno tells no codes. */
const TLS_MESSAGE = /invalid peer certificate|\bTLS\b/;
const TIMEOUT = /^(?:ETIMEDOUT|UND_ERR_(?:CONNECT|HEADERS|BODY)_TIMEOUT)$/;

interface Details {
  code?: unknown;
  message?: unknown;
  errors?: unknown;
  cause?: unknown;
}

/**
 * Why a request got no answer, by the error that it ended with. Hosts tell more or less of it: workerd and
 * browsers nothing.
 */
export function connectionError(error: unknown): AttemptError {
  let found = error;
  for (let depth = 0; depth < DEPTH && typeof found === "object" && found !== null; depth++) {
    const { code, message, errors, cause } = found as Details;
    if (typeof code === "string") {
      // A transport's own, for what is not to be reached.
      if (code === "forbidden_target") return code;
      if (TIMEOUT.test(code)) return "timeout";
      if (TLS.test(code)) return "tls";
    } else if (typeof message === "string" && TLS_MESSAGE.test(message)) return "tls";
    // Of a name with several addresses, one error each.
    found = cause ?? (Array.isArray(errors) ? (errors as unknown[])[0] : undefined);
  }
  return "connect";
}
