import type { Evidence } from "../evidence.ts";
import type { EvidenceItem, Finding } from "../finding.ts";
import type { BranchSaw } from "../probes/branch-saw.ts";
import type { CallSaw } from "../probes/call-saw.ts";
import type { FrontSaw } from "../probes/front-saw.ts";
import type { Rule } from "../rule.ts";
import { missingDoors, standingOf, told } from "./front-facts.ts";
import { isSameKey, tellDrift, writtenSo } from "./manifest-facts.ts";
import { nameIt, tellOther } from "./revision.ts";

/** What runs, held against what should: old settings, or old code that brings them along. */
export const settingsRules: readonly Rule[] = [
  {
    name: "settings of another deployment",
    judge(evidence) {
      const front = evidence.of("front");
      if (front === undefined || new Set(front.revisions).size > 1) return undefined;
      const differing = differingIn(front, evidence.known("branch"));
      const missing = missingDoors(front);
      const standing = standingOf(front);
      if (differing.length === 0)
        return front.settings && missing.length > 0 ? lacking(evidence, front) : undefined;
      if (standing === "other" || (standing === "unknown" && missing.length > 0))
        return pinned(front, differing);
      return [old(front, differing), ...(missing.length > 0 ? [unrouted(front, missing)] : [])];
    },
  },
];

/** A setting that runs otherwise than it should. */
interface Differing {
  readonly text: string;
  /** The branch itself says what runs, wrong as it is. */
  readonly asWritten?: string;
  /** The branch says otherwise than what runs. */
  readonly drifted: boolean;
}

function differingIn({ settings }: FrontSaw, branch: BranchSaw | undefined): readonly Differing[] {
  const drift = branch?.drift?.different ?? [];
  const unlike = settings?.unlike ?? [];
  const published = unlike.map(({ key, expected, actual }): Differing => {
    const own = drift.find((one) => isSameKey(one.key, key));
    const text = own === undefined ? `${key} is ${actual}, not ${expected}` : tellDrift(own);
    const asWritten = writtenSo(branch, key);
    return { text, drifted: own !== undefined, ...(asWritten && { asWritten }) };
  });
  const unseen = drift.filter(
    ({ key, deployed }) => deployed !== undefined && !unlike.some((one) => isSameKey(one.key, key)),
  );
  return [...published, ...unseen.map((one) => ({ text: tellDrift(one), drifted: true }))];
}

function old(front: FrontSaw, differing: readonly Differing[]): Finding {
  const written = differing.flatMap(({ asWritten, drifted }) => (drifted ? [] : (asWritten ?? [])));
  const isOnlyWritten = written.length === differing.length;
  const isInverted = (front.settings?.inverted.length ?? 0) > 0;
  const isRight = standingOf(front) === "expected";
  const isProven = isRight || differing.some(({ drifted }) => drifted);
  const evidence: EvidenceItem[] = [
    { probe: "front", text: `the published settings differ: ${textOf(differing)}` },
    ...(isRight ? [{ probe: "front" as const, text: rightRevision(front) }] : []),
    ...written.map((text) => ({ probe: "branch" as const, text })),
  ];
  // Settings that contradict one another, and files that say so, are nearer causes of being unlike the promised ones.
  const confidence = isInverted || isOnlyWritten ? 0.6 : isProven ? 0.95 : 0.9;
  if (isRight) return { cause: "settings-old", confidence, evidence };
  return {
    ...{ cause: "settings-old", confidence, evidence },
    others: ["pinned-revision"],
    experiment: nameIt(front.revisions[0]),
  };
}

function pinned(front: FrontSaw, differing: readonly Differing[]): Finding {
  const isOther = standingOf(front) === "other";
  const who = isOther ? tellOther(front) : `revision ${front.revisions[0] ?? "unknown"} answers`;
  return {
    ...{ cause: "pinned-revision", confidence: isOther ? 0.95 : 0.92 },
    evidence: [
      { probe: "front", text: `${who}; ${textOf(differing)}` },
      ...told("front", missingDoors(front), "promised routes are not there yet"),
    ],
    ...(isOther ? {} : { others: ["settings-old"], experiment: nameIt(front.revisions[0]) }),
  };
}

/** Routes that are missing among others that are there, while the settings are those of today. */
function lacking(evidence: Evidence, front: FrontSaw): Finding | undefined {
  const missing = missingDoors(front);
  if (!front.identity.isRight || missing.length > front.doors.length / 2) return undefined;
  if (standingOf(front) === "expected") return unrouted(front, missing);
  const build = onlyBuild(evidence);
  if (build === "several") return undefined;
  return {
    ...{ cause: "pinned-revision", confidence: 0.6 },
    evidence: [
      ...told("front", missing, "promised routes are not there"),
      ...sameSettings(front, build),
    ],
    others: ["http-error", "wrong-path"],
    experiment: nameIt(front.revisions[0]),
  };
}

/** The code is the expected one, and does not have them. */
function unrouted(front: FrontSaw, missing: readonly CallSaw[]): Finding {
  return {
    ...{ cause: "http-error", confidence: 0.6 },
    evidence: [
      ...told("front", missing, "promised routes are not there"),
      { probe: "front", text: rightRevision(front) },
    ],
    others: ["wrong-path"],
    experiment: "the missing routes in the code of that revision, and past the edge (--direct)",
  };
}

function rightRevision({ revisions: [revision = ""] }: FrontSaw): string {
  return `the expected revision answers: ${revision}`;
}

/** Who answers fresh connections, in words, where they were counted and all are of one build. */
function onlyBuild(evidence: Evidence): string | undefined {
  const good = evidence.known("census")?.members.filter(({ ok }) => ok) ?? [];
  if (good.length === 0) return undefined;
  const revisions = new Set(good.flatMap(({ revision }) => revision ?? []));
  if (revisions.size > 1) return "several";
  const [revision] = revisions;
  return revision === undefined
    ? `all ${good.length} fresh connections look alike, and none says which revision it is`
    : `all ${good.length} fresh connections answer as revision ${revision}`;
}

/** What settings cannot explain, and whose connections do not differ. */
function sameSettings({ settings }: FrontSaw, build: string | undefined): EvidenceItem[] {
  const alike = settings?.alike ?? 0;
  const text = `all ${alike} settings that are promised are as expected, so it is not settings-old`;
  return [
    ...(build === undefined ? [] : [{ probe: "census" as const, text: build }]),
    ...(alike === 0 ? [] : [{ probe: "front" as const, text }]),
  ];
}

function textOf(differing: readonly Differing[]): string {
  return differing.map(({ text }) => text).join("; ");
}
