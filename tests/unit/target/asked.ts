import type { Contract } from "../../../src/contract/contract.ts";
import { defaultContract } from "../../../src/contract/default.ts";
import type { Settings } from "../../../src/harness/settings/settings.ts";
import {
  type BlockedResolution,
  type EmbeddedResolution,
  type Resolution,
  resolveTarget,
} from "../../../src/harness/target/resolve.ts";
import type { Target } from "../../../src/harness/target/target.ts";
import { deadUrl } from "./loopback.ts";

export interface Asked extends Partial<Omit<Settings, "variables">> {
  readonly variables?: Readonly<Record<string, string>>;
  /** The contract's default URL; dead unless said otherwise, so that no test meets a real backend. */
  readonly defaultUrl?: string;
}

export function settingsOf({ variables = {}, defaultUrl, ...asked }: Asked = {}): Settings {
  return {
    contract: contractWith({ defaultUrl: defaultUrl ?? deadUrl }),
    variables: new Map(
      Object.entries(variables).map(([name, value]) => [name, { value, from: "environment" }]),
    ),
    target: { kind: "any" },
    wsUrl: undefined,
    environment: undefined,
    ci: false,
    strict: false,
    allowFallback: false,
    allowProduction: false,
    testHeaders: false,
    scale: undefined,
    seed: 1,
    ...asked,
  };
}

/** The default contract with another description of the backend's place. */
export function contractWith(backend: Partial<Contract["services"]["backend"]>): Contract {
  const { services } = defaultContract;
  return {
    ...defaultContract,
    services: { ...services, backend: { ...services.backend, ...backend } },
  };
}

export function resolving(asked: Asked = {}): Promise<Resolution> {
  return resolveTarget({
    settings: settingsOf(asked),
    probe: true,
    embedded: true,
    probeTimeoutMs: 400,
  });
}

export function resolvingUnprobed(asked: Asked = {}): Promise<Resolution> {
  return resolveTarget({ settings: settingsOf(asked), probe: false, embedded: true });
}

export async function found(resolution: Promise<Resolution>): Promise<Target> {
  const result = await resolution;
  if (result.state === "found") return result.target;
  throw new Error(`expected a target, got ${JSON.stringify(result, null, 2)}`);
}

export async function blocked(resolution: Promise<Resolution>): Promise<BlockedResolution> {
  const result = await resolution;
  if (result.state === "blocked") return result;
  throw new Error(`expected a blocked search, got ${JSON.stringify(result, null, 2)}`);
}

export async function embedded(resolution: Promise<Resolution>): Promise<EmbeddedResolution> {
  const result = await resolution;
  if (result.state === "embedded") return result;
  throw new Error(`expected the embedded backend, got ${JSON.stringify(result, null, 2)}`);
}
