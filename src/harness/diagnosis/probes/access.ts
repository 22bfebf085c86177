import type { Lab } from "../lab.ts";
import type { Probe } from "../probe.ts";
import { claims, foreigners, members, origins, readers, strangers } from "./access/doors.ts";
import { leaks } from "./access/leaks.ts";
import { logins, testLogins } from "./access/logins.ts";
import { profiles, sticky } from "./access/profiles.ts";
import { type AccessScene, setScene } from "./access/scene.ts";
import type { AccessSaw, AccessTrial } from "./access-saw.ts";

/** Nothing here disturbs another: each step asks for its own, and what takes things away comes last. */
const steps = [
  members,
  claims,
  origins,
  readers,
  foreigners,
  profiles,
  logins,
  testLogins,
  leaks,
] as const;

/** Who gets at what: strangers, readers, other users, and those who left. */
export const access: Probe<"access"> = {
  name: "access",
  title: "strangers, readers, other users and people who left, at every operation",
  costMs: 320,
  limitMs: 12_000,
  run,
  describe: ({ trials }) => {
    const lapses = trials.filter(({ lapsed }) => lapsed);
    return `${trials.length} trials, ${lapses.length} lapses${lapses.map(({ text }) => `; ${text}`).join("")}`;
  },
  symptoms: ({ trials, enforced }) =>
    enforced ? [...new Set(trials.filter(({ lapsed }) => lapsed).map(({ text }) => text))] : [],
};

async function run(lab: Lab): Promise<AccessSaw> {
  const scene = await setScene(lab);
  const trials = await Promise.all(steps.map((step) => settled(step, scene)));
  const last = [await settled(strangers, scene), await settled(sticky, scene)];
  return { trials: [...trials, ...last].flat(), enforced: lab.contract.auth.enforced };
}

async function settled(
  step: (scene: AccessScene) => Promise<readonly AccessTrial[]>,
  scene: AccessScene,
): Promise<readonly AccessTrial[]> {
  try {
    return await step(scene);
  } catch {
    // What cannot be tried here is no trial.
    return [];
  }
}
