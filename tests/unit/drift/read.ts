import { readCompose } from "../../../src/harness/drift/readers/compose.ts";
import { textIn } from "../../../src/harness/drift/readers/source-text.ts";
import { readWorkload, type Workload } from "../../../src/harness/drift/readers/workload.ts";
import { type Setting, showValue } from "../../../src/harness/drift/setting.ts";
import { YamlDocument } from "../../../src/harness/target/compose/yaml-document.ts";

/** A source as it lies on a disk. */
export function source(file: string, text: string) {
  return textIn(file, Buffer.from(text));
}

/** Settings as `key` → `value @line`. */
export function shown(settings: readonly Setting[]): Record<string, string> {
  return Object.fromEntries(
    settings.map(({ key, value, from }) => [key, `${showValue(value)} @${from.line ?? "-"}`]),
  );
}

export function workloads(text: string, file = "service.yaml"): readonly Workload[] {
  const documents = YamlDocument.readAll(source(file, text));
  return documents.flatMap((document) => readWorkload(document, new Map()) ?? []);
}

export function composed(
  text: string,
  variables: Record<string, string> = {},
  files: Record<string, string> = {},
): readonly Workload[] {
  return YamlDocument.readAll(source("compose.yaml", text)).flatMap((document) =>
    readCompose(document, {
      lookup: (name) => variables[name],
      open: (path) => (files[path] === undefined ? undefined : source(path, files[path])),
    }),
  );
}
