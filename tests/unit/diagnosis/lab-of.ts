import { defaultContract } from "../../../src/contract/default.ts";
import type { Backend } from "../../../src/fixtures/backend/index.ts";
import { Secret } from "../../../src/ground/secret.ts";
import type { Subject } from "../../../src/harness/diagnosis/subject.ts";

/** A reference backend as it is diagnosed. */
export function subjectOf(
  backend: Pick<Backend, "url" | "wsUrl" | "secret">,
  more: Partial<Subject> = {},
): Subject {
  return {
    ...{ contract: defaultContract, http: backend.url, ws: backend.wsUrl, remote: false },
    credentials: { environment: "development", jwtSecret: backend.secret, bypassKey: undefined },
    ...more,
  } as Subject;
}

/** What listens at a port of this machine, and takes whatever token it is shown. */
export function subjectAt(port: number, contract: Subject["contract"]): Subject {
  const secret = new Secret("a-signing-secret-of-this-test-alone");
  const [url, wsUrl] = [`http://127.0.0.1:${port}`, `ws://127.0.0.1:${port}/ws`];
  return subjectOf({ url, wsUrl, secret }, { contract });
}
