import { redact } from "../../../ground/redact.ts";
import { type Search, textOf } from "../candidate.ts";
import { type Container, readContainers } from "./container.ts";
import { Engine, EngineFailure } from "./engine.ts";
import {
  type EngineAddress,
  readEngineAddress,
  socketAddress,
  type UnusableAddress,
} from "./engine-address.ts";

/** What one engine said when it was asked for its containers. */
export type EngineAnswer =
  | { readonly state: "listed"; readonly engine: Engine; readonly containers: readonly Container[] }
  | {
      readonly state: "silent";
      /** Its address. */
      readonly name: string;
      readonly reason: string;
      readonly isAbsent: boolean;
    };

/** Where engines may listen: `DOCKER_HOST` alone when it is set, as the engines' own tools do. */
export function engineAddresses({
  settings,
}: Search): readonly (EngineAddress | UnusableAddress)[] {
  const asked = textOf(settings, "DOCKER_HOST");
  if (asked !== undefined) return [readEngineAddress(asked)];
  return (settings.machine?.engineSockets ?? []).map(socketAddress);
}

/** Asks an engine for all its containers, running or not. Never throws. */
export async function askEngine(address: EngineAddress | UnusableAddress): Promise<EngineAnswer> {
  const { name } = address;
  if ("unusable" in address) {
    const reason = `cannot be asked: ${address.unusable}`;
    return { state: "silent", name: redact(name), reason, isAbsent: false };
  }
  const engine = new Engine(address);
  try {
    const containers = readContainers(await engine.getJson("/containers/json?all=1"));
    return { state: "listed", engine, containers };
  } catch (error) {
    await engine[Symbol.asyncDispose]();
    if (!(error instanceof EngineFailure)) throw error;
    return { state: "silent", name, reason: error.message, isAbsent: error.isAbsent };
  }
}
