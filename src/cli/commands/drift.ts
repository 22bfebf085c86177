import { Command } from "commander";
import type { Io } from "../io.ts";
import { addTargetOptions, targetFlags } from "../target-options.ts";

const examples = `
Examples:
  $ gapproof drift                                    what runs, against gapproof.config's drift.expected
  $ gapproof drift https://staging.example.com --expected deploy/service.yaml
  $ gapproof drift --expected deploy/service.yaml --deployed describe.json
                                                      two files, and no network
  $ gapproof drift https://staging.example.com --expect-revision --wait 10m
                                                      until the commit CI builds answers everything
  $ gcloud run services describe backend --format json > describe.json
  $ gapproof drift --deployed https://run.googleapis.com/v2/projects/P/locations/L/services/S
  $ gapproof drift --json | jq '.drift[].key'

A setting of a later --expected stands before the same one of an earlier; what the contract expects
stands before all of them. Secrets are compared by fingerprints that are new in every run.
Without a name, --expect-revision takes the commit of the CI system, else the one that is checked
out. It takes any word behind it for a name: write the URL before it, or --expect-revision -- URL.

Exit codes of this command: 0 equal · 1 drift, or another revision answers · 3 the deployment says nothing of what is expected,
or another backend than the declared one was asked ·
4 it cannot be reached · 2 usage, or a file that cannot be read.
`;

/** `gapproof drift`: is what runs configured as the branch says? */
export function driftCommand(io: Io): Command {
  const command = new Command("drift")
    .description("hold the settings of the branch against those that run")
    .argument("[url]", "backend to ask (default: the one `gapproof resolve` names)")
    .option("--expected <file...>", "what the branch deploys: .env, compose, Kubernetes, Cloud Run")
    .option(
      "--deployed <source...>",
      "what runs, by a saved manifest or describe file, or an address that answers one; no backend is asked",
    )
    .option("--service <name>", "the service in files that hold several")
    .option("--expect-revision [name]", "count over fresh connections which revision answers")
    .option("--wait <time>", "wait up to this long until it answers everything, e.g. 10m")
    .option(
      "--connections <n>",
      "fresh connections over HTTP, and as many WebSockets (default: 29)",
    )
    .option("--max-wait <time>", "measure on the wire for at most this long (default: 35s)")
    .option("--no-observe", "do not measure what nobody publishes")
    .option("--json", "print one JSON object")
    .option("--quiet", "leave out the keys that are equal");
  addTargetOptions(command).addHelpText("after", examples);
  return command.action(async function drift(url: string | undefined) {
    const { runDrift } = await import("../drift/drift-action.ts");
    await runDrift({ ...command.opts(), url }, targetFlags(command), io);
  });
}
