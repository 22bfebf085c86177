import * as z from "zod";
import { ConfigurationError, explain } from "../../ground/errors.ts";
import { redactDeep } from "../../ground/redact.ts";
import { isNotRun, type NotRun } from "./evidence.ts";
import type { Carry } from "./investigation.ts";
import type { Probe } from "./probe.ts";
import { type ProbeName, probeNames, type Sightings } from "./sightings.ts";

const schema = z.strictObject({
  kind: z.literal("gapproof-diagnosis-recording"),
  version: z.literal(1),
  /** ISO 8601. */
  recordedAt: z.iso.datetime(),
  target: z.strictObject({ http: z.string(), ws: z.string(), direct: z.string().exactOptional() }),
  probes: z.array(
    z.strictObject({
      name: z.enum(probeNames),
      durationMs: z.number().min(0),
      saw: z.record(z.string(), z.unknown()),
    }),
  ),
});

/** Everything the probes of one diagnosis saw: enough to come to the same diagnosis without the wire. */
export type Recording = z.output<typeof schema>;

/** Writes down what probes see while a diagnosis goes on. */
export class Recorder {
  readonly #probes: Recording["probes"];

  /** @param earlier - what was seen before, to be gone on with */
  constructor(earlier?: Recording) {
    this.#probes = [...(earlier?.probes ?? [])];
  }

  /** To be called for every probe, as {@link DiagnoseOptions.onSeen}. */
  readonly note = (
    name: ProbeName,
    saw: Sightings[ProbeName] | NotRun,
    durationMs: number,
  ): void => {
    const plain: unknown = JSON.parse(JSON.stringify(saw));
    this.#probes.push({ name, durationMs, saw: redactDeep(plain) as Record<string, unknown> });
  };

  recording(target: Recording["target"], at: Date): Recording {
    return {
      ...{ kind: "gapproof-diagnosis-recording", version: 1, recordedAt: at.toISOString() },
      ...{ target: redactDeep(target), probes: this.#probes },
    };
  }
}

/**
 * Reads a recording.
 *
 * @param file - its name, for the error
 * @throws {@link ConfigurationError} for text that is none, or one of another version
 */
export function parseRecording(text: string, file: string): Recording {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch (cause) {
    // biome-ignore lint/style/useErrorCause: the cause is in the details
    throw new ConfigurationError(`--replay ${file}`, `is not JSON: ${explain(cause)}`, { cause });
  }
  const parsed = schema.safeParse(data);
  if (parsed.success) return parsed.data;
  const cause = parsed.error;
  const [issue] = cause.issues;
  const where = issue?.path.join(".") || "the file";
  throw new ConfigurationError(
    `--replay ${file}`,
    `is not a recording this version reads: ${where}: ${issue?.message ?? "of another kind"}`,
    { cause },
  );
}

/** Carries probes out from a recording: each sees what it saw then. */
export function fromRecording({ probes }: Recording): Carry {
  const recorded = new Map(probes.map((probe) => [probe.name, probe]));
  return async function carry(probe) {
    const kept = recorded.get(probe.name);
    if (kept === undefined) {
      return { saw: { notRun: "the recording does not hold it" }, durationMs: 0 };
    }
    return { saw: sightingIn(kept.saw, probe), durationMs: kept.durationMs };
  };
}

/**
 * What a probe saw, as far as it can be read as that: another version may have seen other things, and a hand
 * may have been at it.
 *
 * @throws TypeError naming the probe
 */
function sightingIn(kept: unknown, probe: Probe): Sightings[ProbeName] | NotRun {
  if (isNotRun(kept)) return kept;
  const saw = kept as Sightings[ProbeName];
  try {
    probe.describe(saw);
    probe.symptoms(saw);
  } catch (cause) {
    throw new TypeError(`what the probe "${probe.name}" saw cannot be read`, { cause });
  }
  return saw;
}
