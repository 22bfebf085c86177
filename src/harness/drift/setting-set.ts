import type { KeyRules } from "../../contract/keys/key-rules.ts";
import type { Setting } from "./setting.ts";

/** Where settings come from, taken together. */
export interface SettingSource {
  /** What it is, in words: `deploy/service.yaml`, `http://…/health`, `measured on the wire`. */
  readonly name: string;
  readonly settings: readonly Setting[];
  /** It tells all there is, so that what it does not name is not there. */
  readonly isComplete: boolean;
  /** What it names and does not hold, such as `ConfigMap backend`: nobody knows which settings are in there. */
  readonly unseen?: readonly string[] | undefined;
  /** What runs such a file, where it says so. */
  readonly platform?: Platform | undefined;
}

/** What a manifest is written for: containers on one machine, or a cloud. */
export type Platform = "compose" | "kubernetes" | "cloud-run";

/** One key of a set: the setting that counts, and those it stands before. */
export interface Held {
  readonly setting: Setting;
  readonly shadowed: readonly Setting[];
}

/** Settings of several sources, one for each key: what a later source says stands before an earlier one. */
export class SettingSet {
  readonly sources: readonly SettingSource[];
  readonly #held = new Map<string, Held>();

  constructor(sources: readonly SettingSource[], rules: KeyRules) {
    this.sources = sources;
    for (const setting of sources.flatMap(({ settings }) => settings)) {
      const { name } = rules.of(setting.key);
      const before = this.#held.get(name);
      const shadowed = before === undefined ? [] : [...before.shadowed, before.setting];
      this.#held.set(name, { setting, shadowed });
    }
  }

  get names(): readonly string[] {
    return [...this.#held.keys()];
  }

  get(name: string): Held | undefined {
    return this.#held.get(name);
  }

  /** Some source tells all there is, and none names settings that nobody showed. */
  get isComplete(): boolean {
    return this.sources.some((source) => source.isComplete) && this.unseen.length === 0;
  }

  /** Where more settings stand than anybody showed, each as the end of a sentence. */
  get unseen(): readonly string[] {
    return this.sources.flatMap(({ name, unseen = [] }) =>
      unseen.map((what) => `${what}, which is not in ${name}`),
    );
  }
}
