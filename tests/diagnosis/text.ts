import type { Diagnosis } from "../../src/harness/diagnosis/diagnosis.ts";
import { countOf, type Grade, gradeOf, gradePair, medianOf, type Outcome } from "./score.ts";

/** How single faults were diagnosed, in counts. */
export function singlesText(how: string, outcomes: readonly Outcome[]): string {
  const grades = outcomes.map(gradeOf);
  const of = outcomes.length;
  const count = (...wanted: readonly Grade[]): string => share(countOf(grades, ...wanted), of);
  return [
    `${of} single faults, ${how}`,
    `  true class first      ${count("exact", "class")}`,
    `  true cause first      ${count("exact")}`,
    `  class in first three  ${count("exact", "class", "among-three")}`,
    `  abstained             ${count("abstained")}`,
    `  taken for healthy     ${count("healthy")}`,
    `  wrong, and unsure     ${count("unsure-wrong")}`,
    `  wrong, and sure       ${count("sure-wrong")}`,
    `  named another beside  ${share(outcomes.filter(({ diagnosis }) => diagnosis.causes.length > 1).length, of)}`,
    `  checks were asked     ${share(outcomes.filter(({ askedChecks }) => askedChecks).length, of)}`,
    paceText(outcomes),
  ].join("\n");
}

export function pairsText(outcomes: readonly Outcome[]): string {
  const grades = outcomes.map(gradePair);
  const of = outcomes.length;
  return [
    `${of} pairs of faults`,
    `  one true class first  ${share(grades.filter(({ oneFirst }) => oneFirst).length, of)}`,
    `  both named            ${share(grades.filter(({ both }) => both).length, of)}`,
    paceText(outcomes),
  ].join("\n");
}

export function healthyText(outcomes: readonly Outcome[]): string {
  const wrong = outcomes.filter(({ diagnosis }) => !diagnosis.healthy).length;
  return `${outcomes.length} healthy backends\n  false diagnoses       ${share(wrong, outcomes.length)}\n${paceText(outcomes)}`;
}

/** One diagnosis that is not all it should be. */
export function missText(grade: string, outcome: Outcome, verbose: boolean): string {
  const { played, truth, diagnosis, durationMs } = outcome;
  const { probes, symptoms, causes } = diagnosis;
  const lines = [
    `${grade.padEnd(12)} ${played.join(" + ")} (${truth.join(", ")}): ${saidText(diagnosis)} [${probes.length} probes, ${Math.round(durationMs)} ms]`,
  ];
  if (!verbose) return lines.join("\n");
  const evidence = causes.flatMap((cause) =>
    cause.evidence.map(({ probe, text }) => `${cause.id}: ${probe}: ${text}`),
  );
  const seen = probes.map(({ id, name, saw }) => `${id} ${name}: ${saw}`);
  const symptomatic = symptoms.map((symptom) => `! ${symptom}`);
  return [
    ...lines,
    ...[...evidence, ...seen, ...symptomatic].map((line) => `    ${line.slice(0, 200)}`),
  ].join("\n");
}

function saidText({ healthy, abstained, causes }: Diagnosis): string {
  if (healthy) return "nothing is wrong";
  if (abstained) return "cannot say";
  return causes.map(({ id, confidence }) => `${id} ${confidence}`).join(", ");
}

function paceText(outcomes: readonly Outcome[]): string {
  const probes = medianOf(outcomes.map(({ diagnosis }) => diagnosis.probes.length));
  const ms = medianOf(outcomes.map(({ durationMs }) => durationMs));
  return `  median                ${probes} probes, ${Math.round(ms)} ms on the wire`;
}

function share(count: number, of: number): string {
  return `${String(count).padStart(4)}  ${((100 * count) / of).toFixed(1)} %`;
}
