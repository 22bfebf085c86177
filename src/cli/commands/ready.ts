import { Command } from "commander";
import type { Io } from "../io.ts";

const examples = `
Examples:
  $ gapproof ready                                    the files that gapproof.config's drift names
  $ gapproof ready --expected deploy/service.yaml     one manifest of the backend
  $ gapproof ready --expected backend.yaml --auth auth.yaml --frontend frontend.yaml
                                                      and whether they agree
  $ gapproof ready --env production --expected deploy/service.yaml
                                                      and whether they are for that environment
  $ gapproof ready --workflow .github/workflows/deploy.yml --expected deploy/service.yaml
  $ gapproof ready --json | jq '.violations[] | .from.file + ":" + (.from.line|tostring)'

Nobody is asked and nothing is sent: the files alone are judged, by the rules of docs/ready.md. Of a key
in several files, the last one counts. Secrets are never printed.

Exit codes of this command: 0 ready · 1 not ready, or a file that cannot be read · 2 usage, or a file that
is not there.
`;

/** `gapproof ready`: is the branch fit to be deployed, by its files alone? */
export function readyCommand(io: Io): Command {
  const command = new Command("ready")
    .description("say whether the branch is fit to be deployed, by its files alone")
    .option("--expected <file...>", "what the branch deploys: .env, compose, Kubernetes, Cloud Run")
    .option("--auth <file...>", "what it deploys as the auth service")
    .option("--frontend <file...>", "what it deploys as the frontend")
    .option("--service <name>", "the backend's service in files that hold several")
    .option("--workflow <file...>", "workflows whose jobs run the gate")
    .option(
      "--env <name>",
      "environment it is about to be deployed to (default: what its files name)",
    )
    .option("-c, --config <file>", "config file (default: gapproof.config.{ts,mts,js,mjs,json})")
    .option("--json", "print one JSON object")
    .option("--quiet", "leave out the rules that are kept")
    .addHelpText("after", examples);
  return command.action(async function ready() {
    const { runReady } = await import("../ready/ready-action.ts");
    await runReady(command.opts(), io);
  });
}
