import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { promisify } from "node:util";
import { ConfigurationError, explain } from "../../ground/errors.ts";
import type { Io } from "../io.ts";

/** The revision that should answer, and who says so. */
export interface ExpectedRevision {
  readonly name: string;
  /** `GITHUB_SHA`, `git rev-parse HEAD`; absent where it was given outright. */
  readonly from?: string;
}

/** Where builds find the commit they are of: each is set by one system only. */
const variables = [
  "GITHUB_SHA",
  "CI_COMMIT_SHA", // GitLab
  "BUILDKITE_COMMIT",
  "CIRCLE_SHA1",
  "BITBUCKET_COMMIT",
  "BUILD_SOURCEVERSION", // Azure Pipelines
  "COMMIT_SHA", // Cloud Build, and of such a plain name that others stand before it
] as const;

/**
 * The value of `--expect-revision`: a name, or `true` where none was given. Then it is the commit that the CI
 * system builds, and outside of CI the one that is checked out.
 *
 * @throws {@link ConfigurationError} for a value that is none, and where nobody says which revision
 */
export async function expectedRevision(
  given: string | true,
  { env, cwd }: Pick<Io, "env" | "cwd">,
): Promise<ExpectedRevision> {
  if (given !== true) return { name: named(given) };
  const head = pullRequestHead(env);
  if (head !== undefined) return { name: head, from: "pull_request.head.sha of GITHUB_EVENT_PATH" };
  for (const variable of variables) {
    const name = env[variable]?.trim();
    if (name) return { name, from: variable };
  }
  return { name: await checkedOut(cwd), from: "git rev-parse HEAD" };
}

function named(given: string): string {
  const name = given.trim();
  if (name === "") throw new ConfigurationError("--expect-revision", "must not be empty");
  if (!/^https?:\/\//i.test(name)) return name;
  const rule =
    "takes the word behind it for a revision: write the URL before it, or `--expect-revision -- URL`";
  throw new ConfigurationError("--expect-revision", rule, { received: name });
}

/** Of a pull request `GITHUB_SHA` is a merge that nobody deploys: what is deployed is the head of its branch. */
function pullRequestHead({
  GITHUB_EVENT_NAME: event,
  GITHUB_EVENT_PATH: path,
}: Io["env"]): string | undefined {
  if (path === undefined || event?.startsWith("pull_request") === false) return undefined;
  try {
    const { pull_request: request } = JSON.parse(readFileSync(path, "utf8"));
    const sha: unknown = request?.head?.sha;
    return typeof sha === "string" && sha !== "" ? sha : undefined;
  } catch {
    // A file of another step's, or none: the variables still say something.
    return undefined;
  }
}

/** A repository answers at once, whatever its size. Milliseconds. */
const gitMs = 10_000;

async function checkedOut(cwd: string): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)("git", ["rev-parse", "HEAD"], {
      ...{ cwd, timeout: gitMs },
    });
    return stdout.trim();
  } catch (cause) {
    const rule = `must name a revision here: none of ${variables.join(", ")} is set, and git rev-parse HEAD fails (${firstLine(cause)})`;
    // biome-ignore lint/style/useErrorCause: the cause is in the details
    throw new ConfigurationError("--expect-revision", rule, { cause });
  }
}

function firstLine(cause: unknown): string {
  const said = Object(cause) as { readonly stderr?: unknown };
  const text = typeof said.stderr === "string" ? said.stderr.trim() : "";
  return (text === "" ? explain(cause) : text).split("\n")[0] ?? "";
}
