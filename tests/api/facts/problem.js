// The problem document of RFC 9457, as Conduit and Spritz have it.
import { present } from "../match.js";

export const problem = ({ status, reason, message, path, violations }) =>
  present({ title: reason, status, detail: message, instance: path, errors: violations });
