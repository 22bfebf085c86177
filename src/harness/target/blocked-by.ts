import type { BlockedResolution } from "./blocked.ts";
import { labelOf, type Search } from "./candidate.ts";
import { expandVariables } from "./environment.ts";
import type { TargetSource } from "./target.ts";
import type { Walked } from "./walk.ts";

/** Why there is nothing to test, and the ways out. */
export function blockedBy(
  search: Search,
  walked: Walked,
): Pick<BlockedResolution, "reason" | "advice"> {
  return { reason: reasonOf(search, walked), advice: adviceFor(search, walked) };
}

function reasonOf({ settings: { target } }: Search, walked: Walked): string {
  const { outcome, lost, unusable } = walked;
  if (outcome.state === "stopped") return outcome.reason;
  const tried = [
    ...unusable.map(({ reason }) => reason),
    ...lost.map(({ candidate, reason }) => `${labelOf(candidate)}: ${reason}`),
  ].join("; ");
  if (target.kind === "source") {
    return `only ${target.source} was asked for, and ${tried === "" ? lacking[target.source] : `none is usable; ${tried}`}`;
  }
  return tried === "" ? "nothing names a backend" : `no backend was found; ${tried}`;
}

const lacking: Readonly<Record<TargetSource, string>> = {
  explicit: "no URL is given",
  docker: "no port is declared, and no container or compose file publishes one",
  staging: "no URL is set",
  default: "the contract names no default URL",
  embedded: "no embedded backend can be started from here",
};

function adviceFor(search: Search, { outcome, lost }: Walked): readonly string[] {
  const { settings, environment } = search;
  const [variable = "BACKEND_URL"] = expandVariables(
    settings.contract.services.backend.urlVariables,
    environment,
  );
  const [port] = settings.contract.services.backend.portVariables;
  const [first] = lost;
  const mayBeReplaced =
    outcome.state === "stopped" &&
    settings.target.kind !== "source" &&
    lost.at(-1)?.candidate.askedBy === undefined &&
    settings.waitReadyMs === undefined;
  return [
    ...(first === undefined ? [] : [`bring ${labelOf(first.candidate)} up, or correct it`]),
    `name a running backend: --target <url>, ${variable}=<url>${port === undefined ? "" : ` or ${port}=<port>`}`,
    ...(mayBeReplaced
      ? ["let a weaker candidate stand in, at most inconclusive: --allow-fallback"]
      : []),
    "test the backend that comes with gapproof: --target embedded",
  ];
}
