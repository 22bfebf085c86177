import { spawnSync } from "node:child_process";
import { ConfigurationError } from "../../../ground/errors.ts";
import type { SourceText } from "./source-text.ts";

/** Parses and compiles, and neither runs anything nor writes a file beside the script. */
const program = `
import sys
try:
    compile(sys.stdin.buffer.read(), sys.argv[1], "exec", dont_inherit=True)
except (SyntaxError, ValueError) as error:
    print(getattr(error, "lineno", None) or 0, getattr(error, "msg", None) or error, sep="\\t")
`;

/** A compiler that takes longer is not there. Milliseconds. */
const patienceMs = 10_000;

/**
 * Whether Python itself can read a script; where no Python is installed, nobody says.
 *
 * The same compiler as `python3 -m py_compile`, without the `__pycache__` that leaves behind.
 *
 * @returns whether a Python was there to ask
 * @throws {@link ConfigurationError} naming file, line and what is wrong
 */
export function parsePython({ file, text }: SourceText, python = "python3"): boolean {
  const { error, stdout, status } = spawnSync(python, ["-I", "-c", program, file], {
    ...{ input: text, encoding: "utf8", timeout: patienceMs, windowsHide: true },
  });
  if (error !== undefined || status !== 0) return false;
  const [, line, message] = /^(\d+)\t(.*)/.exec(stdout) ?? [];
  if (line === undefined) return true;
  // Python quotes names and numbers of the line that is wrong: nobody knows what they are.
  const unquoted = message?.replaceAll(/'[^']{4,}'|(?<=repeated: ).*/g, "…");
  throw new ConfigurationError(`${file}, line ${line},`, `must be Python: ${unquoted}`);
}
