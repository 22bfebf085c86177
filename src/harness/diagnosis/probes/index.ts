import type { Probe } from "../probe.ts";
import { bare, offer } from "./upgrades.ts";

/** Every probe there is. */
export const probes: readonly Probe[] = [bare, offer] as readonly Probe[];
