import { defaultContract } from "../../../src/contract/default.ts";
import type { Backend } from "../../../src/fixtures/backend/index.ts";
import type { Subject } from "../../../src/harness/diagnosis/subject.ts";

/** A reference backend as it is diagnosed. */
export function subjectOf(backend: Backend, more: Partial<Subject> = {}): Subject {
  return {
    ...{ contract: defaultContract, http: backend.url, ws: backend.wsUrl, remote: false },
    credentials: { environment: "development", jwtSecret: backend.secret, bypassKey: undefined },
    ...more,
  } as Subject;
}
