import type { Contract } from "../../contract/contract.ts";
import type { Clock } from "../../ground/clock.ts";
import type { Credentials } from "../wire/user/token.ts";
import type { BranchSaw } from "./probes/branch-saw.ts";

/** What is diagnosed: where it is, what it promised, and what opens its doors. */
export interface Subject {
  readonly contract: Contract;
  readonly http: string;
  /** With the contract's first route. */
  readonly ws: string;
  readonly services?: Readonly<Record<string, string>>;
  /** Across a network: waits are longer, and what is made there is taken away again. */
  readonly remote: boolean;
  /** The same deployment without what stands in front of it. */
  readonly direct?: { readonly http: string; readonly ws: string } | undefined;
  readonly credentials: Credentials;
  /** Revision that should answer. @default any, as long as it is one */
  readonly expectedRevision?: string | undefined;
  /** Settings whose drift is known and borne for now. @default none */
  readonly borne?: readonly string[];
  /** What the files of the branch say, read by whoever asks. @default nobody named a file */
  readonly branch?: BranchSaw | undefined;
  /** How much faster than promised it keeps its long promises. @default 1 */
  readonly scale?: number;
  readonly clock?: Clock;
  readonly signal?: AbortSignal | undefined;
}
