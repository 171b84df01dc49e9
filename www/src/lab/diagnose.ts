/** Everything that is to be told of a delivery. */
import { type Explanation, explain } from "anyhook";
import { schemeInput } from "../registry.js";
import { type Lab, read, type Remark } from "./lab.js";
import { remedy } from "./remedy.js";

export interface Diagnosis {
  /** What kept it from being verified. */
  problem?: Remark;
  explanation?: Omit<Explanation, "signedContent">;
  content?: SignedContent;
  /** For each alternative of the explanation, the lab with it applied, where that can be done. */
  remedies: (Lab | undefined)[];
}

export interface SignedContent {
  /** As many of its first bytes as are shown. */
  head: Uint8Array;
  length: number;
  /** How many of them the scheme puts before the body. */
  before: number;
}

const LARGEST_HEAD = 4096;

export function diagnose(lab: Lab): Diagnosis {
  const { delivery, problems } = read(lab);
  const [problem] = problems;
  if (problem) return { problem, remedies: [] };
  const { signedContent, ...explanation } = explain(schemeInput(lab.scheme), delivery);
  const remedies = explanation.alternatives.map((alternative) => remedy(lab, alternative));
  if (!signedContent) return { explanation, remedies };
  const { length } = signedContent;
  const before = length - delivery.body.length;
  const content = { head: signedContent.slice(0, LARGEST_HEAD), length, before };
  return { explanation, remedies, content };
}
