import { z } from "zod";
import { lastOfEach, type Setting, settingOf } from "../setting.ts";

// Lenient: engines add fields, and one says `null` where another leaves out.
const inspected = z.object({
  Config: z.object({ Env: z.array(z.string()).nullish(), Image: z.string().nullish() }).nullish(),
  HostConfig: z
    .object({
      Memory: z.number().nullish(),
      NanoCpus: z.number().nullish(),
      CpuQuota: z.number().nullish(),
      CpuPeriod: z.number().nullish(),
    })
    .nullish(),
});

/**
 * Settings in what an engine's `/containers/{id}/json` tells of a container: its variables, and what it may
 * take of the machine; nothing where it may take all.
 *
 * @returns undefined for an answer that is none
 */
export function containerSettings(
  json: unknown,
  container: string,
): readonly Setting[] | undefined {
  const { data } = inspected.safeParse(json);
  if (data?.Config === undefined || data.Config === null) return undefined;
  const from = { file: `container ${container}` };
  const { Env, Image } = data.Config;
  const { Memory, NanoCpus, CpuQuota, CpuPeriod } = data.HostConfig ?? {};
  const variables = (Env ?? []).map((entry) => {
    const [, key = entry, value = ""] = /^([^=]*)=(.*)$/s.exec(entry) ?? [];
    return settingOf(key, value, from);
  });
  const limits = [
    ["image", Image],
    ["memory", Memory],
    ["cpu", cpusOf({ NanoCpus, CpuQuota, CpuPeriod })],
  ] as const;
  // A variable may be called MEMORY, too, and limits nothing.
  return lastOfEach([
    ...variables,
    ...limits.flatMap(([key, value]) => (value ? [settingOf(key, String(value), from)] : [])),
  ]);
}

/** Two ways of saying how many, and 0 for all there are. */
function cpusOf(limits: {
  readonly NanoCpus?: number | null | undefined;
  readonly CpuQuota?: number | null | undefined;
  readonly CpuPeriod?: number | null | undefined;
}): number {
  const { NanoCpus, CpuQuota, CpuPeriod } = limits;
  if (NanoCpus) return NanoCpus / 1e9;
  return CpuQuota && CpuPeriod ? CpuQuota / CpuPeriod : 0;
}
