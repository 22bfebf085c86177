import { z } from "zod";
import { positive } from "./values.ts";

/** Time, in milliseconds, by what is waited for. */
export const limits = z.strictObject({
  /** TCP and TLS. */
  connectMs: positive,
  /** The upgrade's answer. */
  handshakeMs: positive,
  welcomeMs: positive,
  /** From the question to the run's first event. */
  firstEventMs: positive,
  /** Longest silence inside a run. */
  gapMs: positive,
  /** From the question to the run's last bookend. */
  completionMs: positive,
  /** One HTTP call. */
  httpMs: positive,
  /** ping to pong, or any frame to its acknowledgement. */
  replyMs: positive,
  /** How long after a run's end a check listens for what must not come any more. */
  stragglersMs: positive.default(200),
  /** Readiness of a target: TCP connect alone. */
  reachMs: positive.default(3_000),
  /** First answer of an instance that has just come up. */
  coldMs: positive.default(3_000),
  /** Mean of connect to welcome over many connections, lost ones counted with their time. */
  meanConnectMs: positive.default(10_000),
  /** From a question to the first part of its answer, for 95 of 100. */
  firstAnswerMs: positive.default(3_000),
  /** 95 of 100 HTTP calls while runs go on. */
  busyHttpMs: positive.default(2_000),
  /** HTTP latency in its distribution, times `allowance`. */
  latencyMs: z
    .strictObject({
      p50: positive.default(100),
      p95: positive.default(500),
      p99: positive.default(1_000),
    })
    .prefault({}),
  /** Factor on latency goals, for what is between us and the deployment. */
  allowance: z.number().min(1).default(5),
});
