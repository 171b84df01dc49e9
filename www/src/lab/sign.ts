import { sign } from "anyhook";
import { schemeInput } from "../registry.js";
import { type Lab, read } from "./lab.js";
import { withHeaders } from "./request.js";

/**
 * The lab with its body signed, by its clock and its secrets.
 *
 * @throws {WebhookConfigurationError} for a secret that the scheme cannot use
 */
export function signed(lab: Lab): Lab {
  const { delivery, problems } = read(lab);
  const [problem] = problems;
  if (problem) throw new Error(problem.message);
  const { secret, body, now } = delivery;
  const headers = sign(schemeInput(lab.scheme), { secret, body, timestamp: now });
  return { ...lab, headers: withHeaders(lab.headers, headers) };
}
