import type { CauseId } from "../../../src/ground/cause.ts";
import type { Secret } from "../../../src/ground/secret.ts";
import { diagnose } from "../../../src/harness/diagnosis/diagnose.ts";
import type { Subject } from "../../../src/harness/diagnosis/subject.ts";
import type { Outcome } from "../../diagnosis/score.ts";
import { contract, scale as usualScale } from "./contract.ts";

/** One thing that is wrong with the second set of servers, and the cause a diagnosis is to name. */
export interface SecondFault {
  readonly id: string;
  readonly cause: CauseId;
}

/** Where the second set of servers is reached. */
export interface Address {
  /** URL of its HTTP side. */
  readonly http: string;
  readonly secret: Secret;
  /** The port of what stands behind the front, where the diagnosis is to know it. */
  readonly directPort?: number;
  /** @default the usual scale */
  readonly scale?: number;
}

/** Has it diagnosed, as anybody would who knows the address, the contract and the signing secret. */
export async function tryOut(fault: SecondFault, address: Address): Promise<Outcome> {
  const { http, secret, directPort, scale = usualScale } = address;
  const subject: Subject = {
    ...{ contract, http, ws: wsOf(http), remote: false, scale },
    services: { auth: http },
    credentials: { environment: "development", jwtSecret: secret },
    ...(directPort === undefined ? {} : { direct: directAt(directPort) }),
  };
  const start = performance.now();
  const diagnosis = await diagnose(subject);
  const durationMs = performance.now() - start;
  return { played: [fault.id], truth: [fault.cause], diagnosis, durationMs, askedChecks: false };
}

function directAt(port: number): NonNullable<Subject["direct"]> {
  const http = `http://127.0.0.1:${port}`;
  return { http, ws: wsOf(http) };
}

function wsOf(http: string): string {
  const [route = "/ws"] = contract.websocket.routes;
  return `${http.replace("http", "ws")}${route}`;
}
