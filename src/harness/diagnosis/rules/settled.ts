import type { CauseId } from "../../../ground/cause.ts";
import type { Evidence } from "../evidence.ts";
import type { Finding } from "../finding.ts";
import { lostOn } from "../probes/echo-saw.ts";
import { directOf, echoOf } from "./attempt.ts";

/** Corrects an opinion by what the origin says of itself, where that is known. Asks for it. */
export function settled(finding: Finding, evidence: Evidence, route?: string): Finding {
  const { cause } = finding;
  if (!atEdge.has(cause)) return finding;
  const isOpen = cause === "upgrade-stripped" || (finding.others ?? []).length > 0;
  const way = isOpen ? echoOf(evidence)?.upgrade : undefined;
  const lost = way && lostOn(way);
  if (lost?.includes("upgrade")) {
    const text = "an echo behind the edge sees no Upgrade header in an upgrade";
    return sure(finding, "upgrade-stripped", { probe: "echo", text });
  }
  const direct = directOf(evidence);
  if (direct === undefined) return finding;
  const inside =
    route === undefined ? direct.offer : direct.routes.find((one) => one.route === route)?.upgrade;
  if (inside === undefined) return finding;
  const { handshake, switched } = inside;
  const { sent, received } = handshake;
  const said = switched
    ? "switches protocols"
    : `is answered with ${handshake.status ?? "nothing"}`;
  const item = {
    probe: "direct",
    text: `without the edge, the same upgrade ${said}`,
    sent,
    received,
  } as const;
  if (switched) return sure(finding, cause, item);
  return { ...finding, evidence: [...finding.evidence, item] };
}

/** Causes an edge may have brought about. */
const atEdge: ReadonlySet<CauseId> = new Set<CauseId>([
  ...([
    "upgrade-stripped",
    "wrong-path",
    "edge-refuses",
    "http2-only",
    "nothing-listening",
  ] as const),
]);

function sure(finding: Finding, cause: CauseId, item: Finding["evidence"][number]): Finding {
  const { evidence } = finding;
  return { cause, confidence: 0.97, evidence: [item, ...evidence] };
}
