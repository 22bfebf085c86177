import type { ContractInput } from "../contract.ts";

const payload = { content: "{prompt}", thread_id: "{threadId}", message_id: "{messageId}" };

function asking(extra: Readonly<Record<string, string | number | boolean>>) {
  return { type: "user_message", payload: { ...payload, ...extra }, timestamp: "{now}" };
}

const prompt = "How can we cut the monthly model spend of project {canary}?";

export const question: ContractInput["question"] = {
  send: asking({}),
  prompt,
  variants: {
    failing: { prompt, send: asking({ force_failure: true }) },
    slow: { prompt, send: asking({ simulate_delay: 1 }), lastsMs: 1_000 },
    figures: {
      prompt: "Project {canary} costs $ {figure} a month. Where can it save?",
      usedBy: ["data", "optimization"],
    },
    withoutData: {
      prompt,
      send: asking({ data_sufficiency: "insufficient" }),
      pipeline: ["triage", "data_helper", "reporting"],
    },
    partialData: {
      prompt,
      send: asking({ data_sufficiency: "partial" }),
      pipeline: ["triage", "data_helper", "data", "reporting"],
    },
  },
};
