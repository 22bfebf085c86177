import type { ProvidedRun } from "../../fixtures/provided-run.ts";
import { dayOf } from "../../ground/day.ts";
import { Secret } from "../../ground/secret.ts";
import type { Subject } from "../../harness/diagnosis/subject.ts";

/** The target of a run as the subject of a diagnosis. */
export function subjectOf(
  { target, contract, credentials, scale, expectedRevision, branch: files }: ProvidedRun,
  more: Pick<Subject, "direct" | "signal" | "expectedRevision" | "branch"> = {},
): Subject {
  const { http, ws, services, remote } = target;
  const { token, jwtSecret, bypassKey, environment } = credentials;
  return {
    ...{ contract, http, ws, remote, scale },
    ...(expectedRevision === undefined ? {} : { expectedRevision }),
    borne: borneIn(files),
    services: Object.fromEntries(Object.entries(services).map(([name, url]) => [name, url])),
    credentials: {
      environment,
      ...(token === undefined ? {} : { token: new Secret(token) }),
      ...(jwtSecret === undefined ? {} : { jwtSecret: new Secret(jwtSecret) }),
      ...(bypassKey === undefined ? {} : { bypassKey: new Secret(bypassKey) }),
    },
    ...more,
  };
}

function borneIn(files: ProvidedRun["branch"]): readonly string[] {
  const today = dayOf(new Date());
  return (files?.config.known ?? []).flatMap(({ key, until }) => (until < today ? [] : [key]));
}
