import { redactDeep } from "../../ground/redact.ts";
import { appendNight, readHistory } from "../../harness/gate/history/history.ts";
import type { Night } from "../../harness/gate/history/night.ts";
import { KeptFile } from "../kept-file.ts";

/**
 * The nights a file holds; none where there is no file yet. Asked before a run.
 *
 * @throws ConfigurationError for a file that cannot be read, a line that is none, and a folder that is not there or
 *   cannot be written
 */
export async function nightsIn(path: string): Promise<readonly Night[]> {
  const file = new KeptFile(path, "--history");
  const nights = readHistory(await file.read(), path);
  await file.checkWritable();
  return nights;
}

/** Adds a line. @throws ConfigurationError for a file that cannot be read or written */
export async function keepNight(path: string, night: Night): Promise<void> {
  const line = redactDeep(night);
  await new KeptFile(path, "--history").change((text) => appendNight(text, line));
}
