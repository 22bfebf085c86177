// Vitest carries a check's record from its worker to the reporter; this types that slot.
import type {} from "vitest";
import type { CheckRecord } from "../gate/check.ts";

declare module "vitest" {
  interface TaskMeta {
    gapproof?: CheckRecord;
  }
}
