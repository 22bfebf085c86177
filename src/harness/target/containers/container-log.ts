import { stripVTControlCharacters } from "node:util";
import { redact } from "../../../ground/redact.ts";
import type { TargetContainer } from "../target.ts";
import { Engine, EngineFailure } from "./engine.ts";
import { readEngineAddress } from "./engine-address.ts";
import { logText } from "./log-frames.ts";

/** Lines that say what a backend did last; a whole log is for the engine's own tools. */
const mostLines = 50;
const longestLine = 500;

/**
 * The last lines a container wrote, on both streams, redacted and without colours.
 *
 * @throws {@link EngineFailure} when its engine does not tell
 */
export async function readContainerLog({
  id,
  engine,
}: TargetContainer): Promise<readonly string[]> {
  const address = readEngineAddress(engine);
  if ("unusable" in address) throw new EngineFailure(`cannot be asked: ${address.unusable}`, {});
  await using asked = new Engine(address);
  const query = `tail=${mostLines}&stdout=1&stderr=1`;
  const bytes = await asked.get(`/containers/${encodeURIComponent(id)}/logs?${query}`);
  const lines = logText(bytes).split(/\r?\n/);
  return lines
    .slice(0, lines.at(-1) === "" ? -1 : undefined)
    .slice(-mostLines)
    .map(cleanLine);
}

function cleanLine(line: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: a log is somebody else's text
  const plain = stripVTControlCharacters(line).replaceAll(/[\u0000-\u0008\u000B-\u001F]/g, "");
  const clean = redact(plain);
  return clean.length > longestLine ? `${clean.slice(0, longestLine - 1)}…` : clean;
}
