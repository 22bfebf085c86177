import type { CauseId } from "../../ground/cause.ts";
import { agentCauses } from "./knowledge/agent.ts";
import { appCauses } from "./knowledge/app.ts";
import { authCauses } from "./knowledge/auth.ts";
import { deployCauses } from "./knowledge/deploy.ts";
import { dnsCauses } from "./knowledge/dns.ts";
import { edgeCauses } from "./knowledge/edge.ts";
import type { Entry } from "./knowledge/entry.ts";
import { handshakeCauses } from "./knowledge/handshake.ts";
import { manifestCauses } from "./knowledge/manifest.ts";
import { observationalClassOf } from "./knowledge/observational-class.ts";
import { stateCauses } from "./knowledge/state.ts";
import { streamCauses } from "./knowledge/stream.ts";
import { tcpCauses } from "./knowledge/tcp.ts";
import { tlsCauses } from "./knowledge/tls.ts";

/** What is known of a cause beside its name. */
export interface Knowledge extends Entry {
  /** Causes that no client can tell apart without a direct URL or an echo of headers share one. */
  readonly observationalClass: string;
}

/** One file per layer. A cause nobody wrote anything about does not compile. */
const entries: Readonly<Record<CauseId, Entry>> = {
  ...dnsCauses,
  ...tcpCauses,
  ...tlsCauses,
  ...edgeCauses,
  ...handshakeCauses,
  ...authCauses,
  ...appCauses,
  ...streamCauses,
  ...agentCauses,
  ...stateCauses,
  ...deployCauses,
  ...manifestCauses,
};

/** What is known of a cause. */
export function knowledgeOf(id: CauseId): Knowledge {
  return { observationalClass: observationalClassOf(id), ...entries[id] };
}
