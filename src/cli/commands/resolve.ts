import { Command } from "commander";
import type { ExitCode } from "../../ground/exit-code.ts";
import { renderTrail } from "../../harness/report/trail-text.ts";
import { loadSettings } from "../../harness/settings/load-settings.ts";
import type { Resolution } from "../../harness/target/resolve.ts";
import type { Target } from "../../harness/target/target.ts";
import { resolveWhenReady } from "../../harness/target/wait-ready.ts";
import type { Io } from "../io.ts";
import { addTargetOptions, targetFlags } from "../target-options.ts";
import { WaitPrinter } from "../wait-printer.ts";

const examples = `
Examples:
  $ gapproof resolve                       every place considered, and the one chosen
  $ gapproof resolve --no-probe            what is declared; the network is not touched
  $ gapproof resolve --json | jq -r .http  for programs
`;

/** `gapproof resolve`: which backend would be tested, and why. */
export function resolveCommand(io: Io): Command {
  const command = new Command("resolve")
    .description("say which backend would be tested and why, and test nothing")
    .option("--json", "print one JSON object")
    .option("--no-probe", "do not touch the network: say what is declared");
  addTargetOptions(command).addHelpText("after", examples);
  return command.action(async function resolve() {
    const { json, probe } = command.opts<{ json?: boolean; probe: boolean }>();
    const settings = await loadSettings({ cwd: io.cwd, env: io.env, flags: targetFlags(command) });
    const waiting = new WaitPrinter(io);
    const resolution = await resolveWhenReady({
      settings,
      probe,
      embedded: true,
      signal: io.interrupted,
      onWaiting: (seen) => waiting.show(seen),
    }).finally(() => waiting.end());
    io.out(
      json === true
        ? `${JSON.stringify(toJson(resolution), null, 2)}\n`
        : forPeople(resolution, io),
    );
    io.exit(exitCodeOf(resolution));
  });
}

/** 0 resolved; 3 resolved, but something declared lost; 4 there is nothing to test. */
function exitCodeOf(resolution: Resolution): ExitCode {
  if (resolution.state === "blocked") return 4;
  return resolution.state === "found" && resolution.target.fallback ? 3 : 0;
}

/** The fields programs read, the same in every state; `null` is "none" or "not yet". */
function toJson(resolution: Resolution): object {
  switch (resolution.state) {
    case "found": {
      const { http, ws, source, services, trail, warnings, identity, fallback } = resolution.target;
      return {
        ...{ http, ws, source },
        services: { auth: services.auth ?? null, frontend: services.frontend ?? null },
        ...{ trail, warnings, identity: identity ?? null, fallback },
      };
    }
    case "embedded":
      return { ...withoutUrls(resolution), source: "embedded", fallback: false };
    case "blocked":
      return {
        ...withoutUrls(resolution),
        blocked: resolution.reason,
        ...(resolution.neverReady === undefined ? {} : { neverReady: resolution.neverReady }),
      };
  }
}

function withoutUrls({ trail, warnings }: Pick<Target, "trail" | "warnings">): object {
  const services = { auth: null, frontend: null };
  return {
    http: null,
    ws: null,
    source: null,
    services,
    trail,
    warnings,
    identity: null,
    fallback: false,
  };
}

function forPeople(resolution: Resolution, io: Io): string {
  const view = resolution.state === "found" ? resolution.target : resolution;
  const trail = renderTrail(view, { color: io.color });
  return `${[...heading(resolution), "", trail, ...advice(resolution)].join("\n")}\n`;
}

function heading(resolution: Resolution): readonly string[] {
  switch (resolution.state) {
    case "found":
      return targetLines(resolution.target);
    case "embedded":
      return ["target    the embedded backend, started when it is needed"];
    case "blocked":
      return [`blocked   ${resolution.reason}`];
  }
}

function targetLines({ http, ws, source, services, identity }: Target): readonly string[] {
  const version = identity?.version === undefined ? "" : ` ${identity.version}`;
  const revision = identity?.revision === undefined ? "" : `, revision ${identity.revision}`;
  return [
    `target    ${http} (${source})`,
    `socket    ${ws}`,
    ...Object.entries(services).map(([name, url]) => `${name.padEnd(9)} ${url}`),
    identity === undefined
      ? "identity  not asked"
      : `identity  ${identity.service}${version}${revision}`,
  ];
}

function advice(resolution: Resolution): readonly string[] {
  if (resolution.state !== "blocked") return [];
  return ["", "What to do:", ...resolution.advice.map((line) => `  - ${line}`)];
}
