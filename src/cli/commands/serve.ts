import { once } from "node:events";
import { Command } from "commander";
import type { Backend, BackendOptions } from "../../fixtures/backend/index.ts";
import type { Fault } from "../../fixtures/faults/index.ts";
import { ConfigurationError } from "../../ground/errors.ts";
import { Secret } from "../../ground/secret.ts";
import type { Io } from "../io.ts";
import { collect } from "../repeatable.ts";
import { faultsAsData, faultsNamed, renderFaults } from "../serve/fault-list.ts";

interface ServeFlags {
  readonly port: string;
  readonly host: string;
  readonly seed?: string;
  readonly pace?: string;
  readonly revision?: string;
  readonly fault?: readonly string[];
  readonly branchFiles?: string;
  readonly listFaults?: boolean;
  readonly json?: boolean;
}

const examples = `
Examples:
  $ gapproof serve                    on http://127.0.0.1:8000, where the gate looks by default
  $ gapproof serve --port 0 --json    on any free port, said as one line of JSON
  $ gapproof serve --pace 200         slowly enough to watch the events come
  $ gapproof serve --list-faults      what can be broken on purpose
  $ gapproof serve --fault handshake.selects-nothing
                                      broken on purpose; may be repeated, the last one outermost
  $ gapproof serve --branch-files deploy --fault manifest.says-an-old-value
                                      what it would be deployed from, for \`gapproof ready\` to read
`;

/** Variables that hold the signing secret, strongest first: whoever shares it can mint tokens. */
const secretVariables = ["JWT_SECRET_KEY", "JWT_SECRET"];

/** `gapproof serve`: the reference backend in the foreground, for other processes to test. */
export function serveCommand(io: Io): Command {
  const command = new Command("serve")
    .description("run the reference backend in the foreground until interrupted")
    .option("--port <n>", "port to listen on, 0 to 65535; 0 takes a free one", "8000")
    .option("--host <address>", "address to listen on", "127.0.0.1")
    .option("--seed <n>", "whole number that decides ids and figures (default: 1)")
    .option("--pace <ms>", "pause between the events of a run, 0 to 60000 (default: 0)")
    .option("--revision <text>", "revision it says it was built from (default: embedded)")
    .option(
      "--fault <id>",
      "break it on purpose; may be repeated; refuses what only a deployment can have",
      collect,
    )
    .option("--branch-files <folder>", "write the files it would be deployed from there")
    .option("--list-faults", "list what can be broken and start nothing")
    .option("--json", "say it as JSON: where it listens as one line, or --list-faults as an array")
    .addHelpText("after", `\nSigning secret: ${secretVariables.join(" or ")}, else a random one.`)
    .addHelpText("after", examples);
  return command.action(async function serve() {
    const flags = command.opts<ServeFlags>();
    if (flags.listFaults === true) return await listFaults(flags, io);
    const options = optionsOf(flags, io.env);
    // Only here, so that other commands do not wait for the backend's packages.
    const { writeBranchFiles } = await import("../serve/branch-files.ts");
    const { faults } = await import("../../fixtures/faults/index.ts");
    const chosen = faultsNamed(flags.fault ?? [], faults);
    await using backend = await listen(chosen, options, flags.port);
    const { revision } = backend;
    const { branchFiles: folder } = flags;
    await writeBranchFiles({ faults: chosen, folder, revision, cwd: io.cwd });
    io.out(
      flags.json === true
        ? `${JSON.stringify(asData(backend, flags))}\n`
        : forPeople(backend, flags),
    );
    if (!io.interrupted.aborted) await once(io.interrupted, "abort");
    await backend.stop();
    io.exit(130);
  });
}

function optionsOf(flags: ServeFlags, env: Io["env"]): BackendOptions {
  const { host, seed, pace, revision } = flags;
  const secret = secretFrom(env);
  return {
    port: numberFrom("--port", flags.port, { minimum: 0, maximum: 65_535, isWhole: true }),
    host,
    ...(seed === undefined ? {} : { seed: numberFrom("--seed", seed, seedRule) }),
    ...(pace === undefined ? {} : { paceMs: numberFrom("--pace", pace, paceRule) }),
    ...(revision === undefined ? {} : { revision }),
    ...(secret === undefined ? {} : { secret }),
  };
}

interface NumberRule {
  readonly minimum: number;
  readonly maximum: number;
  readonly isWhole: boolean;
}

const seedRule = {
  minimum: Number.MIN_SAFE_INTEGER,
  maximum: Number.MAX_SAFE_INTEGER,
  isWhole: true,
};
const paceRule = { minimum: 0, maximum: 60_000, isWhole: false };

/** The backend checks its options too, but by their names in code; a person typed a flag. */
function numberFrom(flag: string, received: string, rule: NumberRule): number {
  const { minimum, maximum, isWhole } = rule;
  const value = received.trim() === "" ? Number.NaN : Number(received);
  const isRight = isWhole ? Number.isSafeInteger(value) : Number.isFinite(value);
  if (isRight && value >= minimum && value <= maximum) return value;
  const kind = isWhole ? "a whole number" : "a number";
  throw new ConfigurationError(flag, `must be ${kind} between ${minimum} and ${maximum}`, {
    received,
  });
}

function secretFrom(env: Io["env"]): Secret | undefined {
  for (const name of secretVariables) {
    const value = env[name]?.trim() ?? "";
    if (value === "") continue;
    if (value.length >= 32) return new Secret(value);
    throw new ConfigurationError(name, "must have at least 32 characters", {
      received: `${value.length} characters`,
    });
  }
  return undefined;
}

async function listFaults({ json }: ServeFlags, io: Io): Promise<void> {
  const { faults } = await import("../../fixtures/faults/index.ts");
  io.out(
    json === true
      ? `${JSON.stringify(faultsAsData(faults), undefined, 2)}\n`
      : renderFaults(faults),
  );
  io.exit(0);
}

async function listen(
  chosen: readonly Fault[],
  options: BackendOptions,
  port: string,
): Promise<Backend> {
  const { startFaulty } = await import("../../fixtures/faults/index.ts");
  try {
    return await startFaulty(chosen, options);
  } catch (cause) {
    throw listenProblem(cause, options, port) ?? cause;
  }
}

const hostProblems: readonly string[] = ["EADDRNOTAVAIL", "ENOTFOUND", "EAI_AGAIN", "EINVAL"];

/** What the operating system said, as the flag at fault. */
function listenProblem(
  cause: unknown,
  { host }: BackendOptions,
  port: string,
): ConfigurationError | undefined {
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : "";
  if (code === "EADDRINUSE") {
    return new ConfigurationError("--port", "must be a port nobody listens on", {
      received: port,
      cause,
    });
  }
  if (code === "EACCES") {
    return new ConfigurationError("--port", "must be a port this user may listen on", {
      received: port,
      cause,
    });
  }
  if (!hostProblems.includes(code)) return undefined;
  return new ConfigurationError("--host", "must be an address of this machine", {
    received: host,
    cause,
  });
}

function asData(backend: Backend, { fault: faults = [] }: ServeFlags): Record<string, unknown> {
  const { url, wsUrl, port, host, revision } = backend;
  return { http: url, ws: wsUrl, port, host, revision, pid: process.pid, faults };
}

function forPeople({ url, wsUrl, revision }: Backend, { fault: faults = [] }: ServeFlags): string {
  return [
    `Reference backend, revision ${revision}, is listening.`,
    ...faults.map((id) => `Broken on purpose: ${id}`),
    "",
    `  http    ${url}`,
    `  ws      ${wsUrl}`,
    `  health  ${url}/health`,
    "",
    "Point the gate at it from another terminal:",
    "",
    `  TEST_BACKEND_URL=${url} npm run gate`,
    "",
    "Interrupt to stop.",
    "",
  ].join("\n");
}
