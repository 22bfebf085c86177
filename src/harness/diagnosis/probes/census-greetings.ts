import { readText } from "../../../contract/field.ts";
import { matchesAny } from "../../../contract/match.ts";
import { redact } from "../../../ground/redact.ts";
import { parsed } from "../../wire/json.ts";
import type { RawConnection } from "../../wire/raw/connection.ts";
import { opcodes } from "../../wire/raw/frames.ts";
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
      const isGreeted = (): boolean => greetingIn(lab, connection) !== undefined;
      await connection.until(isGreeted, lab.limits.welcomeMs);
      const revision = readText(greetingIn(lab, connection), paths);
      return revision === undefined ? undefined : redact(revision);
    }),
  );
}

/** The first message that is a welcome. */
function greetingIn({ contract }: Lab, { frames }: RawConnection): unknown {
  const { match = [] } = contract.websocket.welcome ?? {};
  for (const { opcode, payload } of frames) {
    const message = opcode === opcodes.text ? parsed(payload.toString("utf8")) : undefined;
    if (message !== undefined && matchesAny(contract, match, message)) return message;
  }
  return undefined;
}
