import { ConfigurationError } from "../../../ground/errors.ts";
import type { SourceText } from "./source-text.ts";

/** What Helm fills in, where nobody else would write two braces: `{{ .Values.timeout | quote }}`, `{{- if …`. */
const helm =
  /\{\{-?\s*(?:[.$]|\/\*|(?:include|template|if|else|end|range|with|define|block|tpl|default|required|printf|lookup|quote|toYaml|fromYaml)\b)/;

/**
 * A template is no manifest: what it says stands somewhere else.
 *
 * @throws {@link ConfigurationError} naming file, line, and what to do
 */
export function refuseTemplates({ file, text }: SourceText): void {
  for (const [at, line] of text.split("\n").entries()) {
    if (line.trimStart().startsWith("#")) continue;
    if (helm.test(line)) throw unrendered(file, at + 1, "helm template CHART > rendered.yaml");
    if (/^kind:\s*["']?Kustomization\b/.test(line))
      throw unrendered(file, at + 1, "kubectl kustomize FOLDER > rendered.yaml");
  }
}

function unrendered(file: string, line: number, how: string): ConfigurationError {
  const rule = `must be rendered first, because a template says not yet what is deployed: ${how}`;
  return new ConfigurationError(`${file}, line ${line},`, rule);
}
