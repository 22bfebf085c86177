import { type Diagnosis } from "../../src/harness/diagnosis/diagnosis.ts";
import { diagnose } from "../../src/harness/diagnosis/diagnose.ts";
import type { Subject } from "../../src/harness/diagnosis/subject.ts";
import type { Quirk } from "../../src/fixtures/faults/fault.ts";
import { Secret } from "../../src/ground/secret.ts";
import { setStage } from "../matrix/stage.ts";
import { setDirectStage } from "./direct.ts";

export interface Trial {
  readonly diagnosis: Diagnosis;
  readonly durationMs: number;
}

/** The same beside the backend's own address, as far as something stands in front of it. */
export async function tryOutDirectly(quirks: readonly Quirk[], seed: number): Promise<Trial> {
  if (quirks.some(({ dress }) => dress !== undefined)) return await tryOut(quirks, seed);
  await using stage = await setDirectStage(quirks, seed);
  const start = performance.now();
  const diagnosis = await diagnose(stage.subject);
  return { diagnosis, durationMs: performance.now() - start };
}

/** Sets a stage with some quirks and has it diagnosed. */
export async function tryOut(quirks: readonly Quirk[], seed: number): Promise<Trial> {
  await using stage = await setStage(quirks, seed);
  const { target, contract, credentials, scale } = stage.run;
  const { http, ws, services, remote } = target;
  const subject: Subject = {
    ...{ contract, http, ws, remote, scale },
    services: { ...services } as Readonly<Record<string, string>>,
    credentials: {
      environment: credentials.environment,
      jwtSecret: new Secret(credentials.jwtSecret ?? ""),
      bypassKey: new Secret(credentials.bypassKey ?? ""),
    },
  };
  const start = performance.now();
  const diagnosis = await diagnose(subject);
  return { diagnosis, durationMs: performance.now() - start };
}
