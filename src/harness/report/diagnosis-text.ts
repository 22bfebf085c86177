import { redactDeep } from "../../ground/redact.ts";
import type { Alternative, DiagnosedCause, Diagnosis } from "../diagnosis/diagnosis.ts";
import type { EvidenceItem } from "../diagnosis/finding.ts";
import { durationText } from "./duration-text.ts";
import { type Paint, painter } from "./paint.ts";
import { clip } from "./text-table.ts";
import { wrap } from "./wrap.ts";

export interface DiagnosisTextOptions {
  /** @default false */
  readonly color?: boolean;
  /** Columns a line may take. @default 80 */
  readonly width?: number;
  /** Shows what each probe saw. @default true */
  readonly probes?: boolean;
}

interface Look {
  readonly paint: Paint;
  readonly width: number;
}

/** A diagnosis as a good colleague would tell it: the cause, what proves it, what to do. */
export function renderDiagnosis(value: Diagnosis, options: DiagnosisTextOptions = {}): string {
  const { color = false, width = 80, probes = true } = options;
  const diagnosis = redactDeep(value);
  const look = { paint: painter(color), width };
  const sections = [
    headline(diagnosis, look),
    ...diagnosis.causes.map((cause, rank) => causeLines(cause, rank, look)),
    unexplained(diagnosis, look),
    lockedOutLines(diagnosis, look),
    experiments(diagnosis.alternatives, look),
    probes ? probeLines(diagnosis, look) : [],
  ];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join("\n"))
    .join("\n\n")}\n`;
}

/** The first line: what it comes down to. */
function headlineOf({ healthy, abstained, causes, symptoms, cutShort }: Diagnosis): string {
  if (healthy) return "nothing is wrong, as far as can be seen from outside";
  const [first, ...more] = causes;
  if (cutShort !== undefined && first === undefined && symptoms.length === 0)
    return "nothing was found before the time was up";
  if (abstained || first === undefined)
    return "something is wrong, and the evidence does not say what";
  const also = more.length === 0 ? "" : ` (and ${more.length} more)`;
  return `${first.summary.replace(/\.$/, "")}${also}`;
}

function headline(diagnosis: Diagnosis, { paint }: Look): readonly string[] {
  const tone = diagnosis.healthy ? "good" : diagnosis.abstained ? "doubtful" : "bad";
  const { cutShort } = diagnosis;
  const { http, direct } = diagnosis.target;
  const beside = direct === undefined ? "" : ` and directly at ${direct}`;
  return [
    paint(tone, paint("strong", headlineOf(diagnosis))),
    paint("quiet", `${http}${beside}`),
    ...(cutShort === undefined ? [] : [paint("doubtful", cutShort)]),
  ];
}

function causeLines(cause: DiagnosedCause, rank: number, look: Look): readonly string[] {
  const { paint, width } = look;
  const { taxonomy, id, layer, confidence, summary, evidence, orElse, remedy } = cause;
  const sure = `${Math.round(confidence * 100)} % sure`;
  return [
    paint("strong", `${rank + 1}. ${id}  ${taxonomy} · ${layer} · ${sure}`),
    ...wrap(summary, width, "   "),
    ...(orElse.length === 0
      ? []
      : wrap(`This evidence fits as well: ${orElse.join(", ")}.`, width, "   ")),
    ...evidence.flatMap((item) => evidenceLines(item, look)),
    ...(remedy === "" ? [] : [paint("strong", "   what to do"), ...wrap(remedy, width, "     ")]),
  ];
}

function evidenceLines({ probe, text, sent, received }: EvidenceItem, look: Look): string[] {
  const { paint, width } = look;
  const [first = "", ...rest] = wrap(text, width - 5 - probe.length, "");
  const indent = " ".repeat(probe.length + 5);
  return [
    `   ${paint("quiet", probe)}  ${first}`,
    ...rest.map((line) => `${indent}${line}`),
    ...(sent === undefined && received === undefined
      ? []
      : sideBySide(sent ?? "", received ?? "", look)),
  ];
}

/** Narrower than this, two columns hold nothing worth reading. */
const narrowest = 100;

/** What was sent and what came back, in two columns where there is room. */
function sideBySide(sent: string, received: string, { paint, width }: Look): string[] {
  const left = ["sent", ...sent.split("\n").map((line) => line.trimEnd())];
  const right = [
    "received",
    ...(received || "(nothing)").split("\n").map((line) => line.trimEnd()),
  ];
  if (width < narrowest) {
    return [...left, ...right].map((line) => paint("quiet", clip(`     ${line}`, width)));
  }
  const half = Math.floor((width - 8) / 2);
  return Array.from({ length: Math.max(left.length, right.length) }, (_, n) => {
    const line = clip(left[n] ?? "", half).padEnd(half);
    return paint("quiet", `     ${line} │ ${clip(right[n] ?? "", half)}`.trimEnd());
  });
}

function unexplained({ abstained, symptoms }: Diagnosis, { paint, width }: Look): string[] {
  if (!abstained || symptoms.length === 0) return [];
  return [
    paint("strong", "what is not as promised"),
    ...symptoms.flatMap((symptom) => wrap(symptom, width, "  ")),
  ];
}

function lockedOutLines({ lockedOut }: Diagnosis, { paint, width }: Look): readonly string[] {
  if (lockedOut.length === 0) return [];
  return [
    paint("strong", "clients that cannot connect"),
    ...lockedOut.flatMap(({ client, because }) => wrap(`${client}: ${because}`, width, "  ")),
  ];
}

function experiments(alternatives: readonly Alternative[], { paint, width }: Look): string[] {
  if (alternatives.length === 0) return [];
  return [
    paint("strong", "what would tell more"),
    ...alternatives.flatMap(({ causes, experiment }) => [
      ...wrap(`${causes.join(" or ")}: ${experiment}`, width, "  "),
    ]),
  ];
}

function probeLines({ probes }: Diagnosis, { paint, width }: Look): readonly string[] {
  if (probes.length === 0) return [];
  const total = probes.reduce((sum, { durationMs }) => sum + durationMs, 0);
  const names = Math.max(...probes.map(({ name }) => name.length));
  return [
    paint("strong", `probes  ${probes.length} in ${durationText(total)}`),
    ...probes.map(({ id, name, durationMs, saw }) =>
      paint(
        "quiet",
        clip(
          `  ${id.padEnd(4)}${name.padEnd(names)} ${String(durationMs).padStart(6)} ms  ${saw}`,
          width,
        ),
      ),
    ),
  ];
}
