import type { Probe } from "../probe.ts";
import type { ChecksSaw } from "./checks-saw.ts";

/** The last resort of a diagnosis whose wire looks sound: the checks themselves. */
export function checksProbe(run: () => Promise<ChecksSaw>): Probe<"checks"> {
  return {
    name: "checks",
    title: "the suite's fast checks",
    costMs: 15_000,
    limitMs: 300_000,
    run: () => run(),
    describe({ failed, passed }) {
      const names = failed.slice(0, 5).map(({ id }) => id);
      const more = failed.length > names.length ? ", …" : "";
      const of = failed.length + passed.length;
      return failed.length === 0
        ? `all ${of} passed`
        : `${failed.length} of ${of} failed: ${names.join(", ")}${more}`;
    },
    symptoms: ({ failed }) => failed.map(({ id, said }) => `${id} fails: ${firstLine(said)}`),
  };
}

function firstLine(text: string): string {
  return (text.split("\n")[0] ?? "").slice(0, 160);
}
