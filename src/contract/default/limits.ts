import type { ContractInput } from "../contract.ts";

export const limits: ContractInput["limits"] = {
  local: {
    connectMs: 10_000,
    handshakeMs: 15_000,
    welcomeMs: 10_000,
    firstEventMs: 15_000,
    gapMs: 25_000,
    completionMs: 60_000,
    httpMs: 10_000,
    replyMs: 5_000,
  },
  remote: {
    connectMs: 10_000,
    handshakeMs: 15_000,
    welcomeMs: 30_000,
    firstEventMs: 20_000,
    gapMs: 30_000,
    completionMs: 120_000,
    httpMs: 10_000,
    replyMs: 5_000,
    stragglersMs: 1_000,
  },
};
