// The problem document of RFC 9457, as Conduit and Spritz have it.
import { present } from "../match.js";

/** Of a long path or id, an error repeats so much. */
export const excerpt = (text) => text?.slice(0, 256);

export const problem = ({ status, reason, message, path, violations }) =>
  present({ title: reason, status, detail: message, instance: excerpt(path), errors: violations });
