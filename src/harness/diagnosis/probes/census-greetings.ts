import { readText } from "../../../contract/field.ts";
import { redact } from "../../../ground/redact.ts";
import type { RawConnection } from "../../wire/raw/connection.ts";
import { greetingIn } from "../../wire/raw/greeting.ts";
import type { Lab } from "../lab.ts";

/**
 * Which revision greets on each of some open connections, where the contract knows where that stands. They are
 * waited for together: who greets nobody costs one wait.
 */
export async function greetersOf(
  lab: Lab,
  connections: readonly RawConnection[],
): Promise<readonly (string | undefined)[]> {
  const { welcome } = lab.contract.websocket;
  const paths = welcome?.revision;
  if (welcome === undefined || paths === undefined) return connections.map(() => undefined);
  return await Promise.all(
    connections.map(async (connection) => {
      const isGreeted = (): boolean => greetingIn(lab.contract, connection.frames) !== undefined;
      await connection.until(isGreeted, lab.limits.welcomeMs);
      const revision = readText(greetingIn(lab.contract, connection.frames), paths);
      return revision === undefined ? undefined : redact(revision);
    }),
  );
}
