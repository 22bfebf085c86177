import { redactDeep } from "../../ground/redact.ts";
import { placeOf } from "../drift/compare.ts";
import type { Known } from "../drift/known.ts";
import type { ReadyReport } from "../drift/readiness/ready-report.ts";
import type { Violation } from "../drift/readiness/violation.ts";
import { type Paint, painter, type Tone } from "./paint.ts";
import { wrap } from "./wrap.ts";

export interface ReadyTextOptions {
  /** @default false */
  readonly color?: boolean;
  /** Columns a line may take. @default 80 */
  readonly width?: number;
  /** Names the rules that are kept, and what could not be looked at. @default true */
  readonly kept?: boolean;
}

/** Which files were read, what is wrong in them with file and line, worst first, and the verdict as the last line. */
export function renderReady(report: ReadyReport, options: ReadyTextOptions = {}): string {
  const { color = false, width = 80, kept = true } = options;
  const { violations, borne, files, rules, ready } = redactDeep(report);
  const paint = painter(color);
  const lines = [
    ...filesLines(files, { paint, width }),
    ...[...violations, ...borne].flatMap((one) => ["", ...violationLines(one, { paint, width })]),
    ...(kept ? restLines(rules, { paint, width }) : []),
    "",
    paint("strong", paint(ready ? "good" : "bad", verdict({ violations, borne, rules }))),
  ];
  return `${lines.join("\n")}\n`;
}

interface Look {
  readonly paint: Paint;
  readonly width: number;
}

/** One line for each service, and for what else was read. */
function filesLines(files: ReadyReport["files"], { paint, width }: Look): readonly string[] {
  if (files.length === 0) return [paint("quiet", "no file could be read")];
  return [...new Set(files.map(({ of }) => of))].flatMap((group) => {
    const names = files
      .filter(({ of }) => of === group)
      .map(({ file, platform }) => (platform === undefined ? file : `${file} (${platform})`));
    return wrap(`${group.padEnd(9)} ${names.join(" < ")}`, width, "").map((line) =>
      paint("quiet", line),
    );
  });
}

const tones: Readonly<Record<Violation["severity"], Tone>> = {
  critical: "bad",
  major: "doubtful",
  minor: "quiet",
};

function violationLines(
  { rule, key, severity, service, because, from, remedy, known }: Violation,
  { paint, width }: Look,
): readonly string[] {
  const about = [service, key].filter((part) => part !== undefined).join(" ");
  const subject = about === "" ? "" : `${paint("strong", about)}  `;
  return [
    `${paint(tones[severity], rule.padEnd(18))} ${subject}${paint("quiet", severity)}`,
    ...wrap(because, width, "  "),
    ...(from === undefined ? [] : [`  at ${placeOf(from)}`]),
    ...wrap(`→ ${remedy}`, width, "  ").map((line) => paint("quiet", line)),
    ...(known === undefined ? [] : wrap(bearingOf(known), width, "  ")),
  ];
}

function bearingOf({ isExpired, until, reason }: Known): string {
  return `${isExpired ? "was" : "is"} borne until ${until}: ${reason}`;
}

function restLines(rules: ReadyReport["rules"], { paint, width }: Look): readonly string[] {
  const kept = rules.filter((rule) => rule.kept && rule.looked).map(({ id }) => id);
  const unseen = rules.flatMap(({ id, unseen: what }) =>
    what.length === 0 ? [] : [`${id}: not looked at: ${what.join("; ")}`],
  );
  return [
    ...(kept.length === 0 ? [] : ["", ...wrap(`kept: ${kept.join(", ")}`, width, "")]),
    ...(unseen.length === 0 ? [] : ["", ...unseen.flatMap((line) => wrap(line, width, ""))]),
  ].map((line) => (line === "" ? line : paint("quiet", line)));
}

function verdict({
  violations,
  borne,
  rules,
}: Pick<ReadyReport, "violations" | "borne" | "rules">): string {
  const looked = rules.filter((rule) => rule.looked).length;
  const aside = borne.length === 0 ? "" : `; ${borne.length} known and borne`;
  const count = `${looked} of ${rules.length} rules had something to look at${aside}`;
  if (violations.length === 0) return `ready: nothing speaks against deploying this (${count})`;
  const broken = new Set(violations.map(({ rule }) => rule)).size;
  return `not ready: ${some(violations.length, "violation")} of ${some(broken, "rule")} (${count})`;
}

function some(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
