import { join } from "node:path";

/** What may be looked at on this machine to find a backend nobody named. */
export interface Machine {
  /** Folder compose files are looked for in. */
  readonly folder: string;
  /** The real environment as it is: compose tells a blank variable from one that is not set. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Sockets container engines listen on when nobody moved them, strongest first. */
  readonly engineSockets: readonly string[];
}

/** The machine as a command finds it. */
export function machineAt(folder: string, env: Machine["env"]): Machine {
  const own = env.XDG_RUNTIME_DIR?.trim() ?? "";
  return {
    folder,
    env,
    engineSockets: [
      "/var/run/docker.sock",
      ...(own === "" ? [] : [join(own, "docker.sock"), join(own, "podman/podman.sock")]),
      "/run/podman/podman.sock",
    ],
  };
}
