import type { ExitCode } from "../../ground/exit-code.ts";
import type { Io } from "../io.ts";
import { type DeployCommand, deploy } from "./deploy-command.ts";

/**
 * Deploys, and says what came of it.
 *
 * @param before - where the report of the run before the deployment is
 * @returns what the loop ends with; nothing when it goes on
 */
export async function deployStep(
  asked: DeployCommand,
  before: string,
  io: Io,
): Promise<ExitCode | undefined> {
  io.err("2/5 deploy\n");
  const outcome = await deploy(asked, io);
  if (outcome.state === "done") return undefined;
  const kept = `nothing was verified; what was proven is in ${before}`;
  if (outcome.state === "interrupted") {
    io.err(`interrupted: the deployment was called off, ${kept}\n`);
    return 130;
  }
  io.err(`the deploy command ${outcome.because}: ${kept}\n`);
  return 1;
}
