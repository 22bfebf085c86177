import { z } from "zod";

export const serviceNames = ["backend", "auth", "frontend"] as const;

/** How one service is found: variables first, then ports. `{ENV}` is the environment's prefix. */
export const service = z.strictObject({
  /** Variables that name its URL outright, strongest first. */
  urlVariables: z.array(z.string()),
  /** Variables that name its WebSocket URL outright, strongest first. */
  wsUrlVariables: z.array(z.string()).default([]),
  /** Variables that name the host port of its container, strongest first. */
  portVariables: z.array(z.string()),
  /** Port it listens on inside its container. */
  containerPort: z.number().int().min(1).max(65535),
  /** Names it goes by in compose files. */
  composeServices: z.array(z.string()),
  /** Variables that name its URL on staging, strongest first. */
  stagingUrlVariables: z.array(z.string()),
  /** Variables that name its WebSocket URL on staging, strongest first. */
  stagingWsUrlVariables: z.array(z.string()).default([]),
  /** Variables that name its URL without what stands in front of it, strongest first. */
  directUrlVariables: z.array(z.string()).default([]),
  /** Where it listens when nobody says anything. */
  defaultUrl: z.url({ protocol: /^https?$/ }).optional(),
  /** Served by the backend itself unless something else is declared. */
  sharedWithBackend: z.boolean().default(false),
});
