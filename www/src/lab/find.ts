/** Which scheme a delivery is of. */
import { explain, type SchemeInfo } from "anyhook";
import { allSchemes, schemeInput } from "../registry.js";
import { type Lab, read } from "./lab.js";
import { headerValue } from "./request.js";
import { remedy } from "./remedy.js";

/** A scheme whose headers are there. */
export interface Finding {
  info: SchemeInfo;
  /** Whether the signature is good; the clock may still refuse the delivery. */
  matches: boolean;
  cause: string;
  /** The lab that then verifies: with this scheme, or with an alternative applied to it. */
  lab?: Lab;
}

/** Every scheme whose headers are there; those that the signature is good for come first. */
export function findSchemes(lab: Lab): Finding[] {
  const { delivery, problems } = read(lab);
  if (problems.length > 0) return [];
  const { headers } = delivery;
  const present = allSchemes().filter(({ headers: names }) =>
    names.every((name) => headerValue(headers, name) !== undefined),
  );
  const findings = present.map((info): Finding => {
    const as: Lab = { ...lab, scheme: info.id };
    const { signatureMatches, cause, alternatives } = explain(schemeInput(as.scheme), delivery);
    const finding = { info, matches: signatureMatches, cause };
    if (signatureMatches) return { ...finding, lab: as };
    // Another scheme that verifies has a finding of its own.
    const own = alternatives.filter(({ differences }) => differences[0]?.kind !== "scheme");
    const applied = own.map((alternative) => remedy(as, alternative)).find(Boolean);
    return applied ? { ...finding, lab: applied } : finding;
  });
  const rank = ({ matches, lab }: Finding) => (matches ? 0 : lab ? 1 : 2);
  return findings.sort((a, b) => rank(a) - rank(b));
}
