/** `name value`, or `name{label="x"} value timestamp`: the text format of Prometheus, and what resembles it. */
const sample = /^([A-Za-z_:][\w:.-]*)(?:\{.*\})?[ \t=:]+(\S+)(?:[ \t]+-?\d+)?$/;

/** What a refusal says about itself in numbers is no metric. */
const aboutAnAnswer = /^(?:http|error|status|code|status_?code|http_?status)$/i;

const trouble = /error|fail|unhealthy|unavailable/i;

/** Names of metrics with a finite number, in a body of text or JSON. An error has none. */
export function metricsIn(text: string, json: unknown): readonly string[] {
  if (typeof json === "object" && json !== null) return isError(json) ? [] : fieldsOf(json);
  return text.split(/\r?\n/).flatMap((line) => {
    const [, name = "", value = ""] = sample.exec(line.trim()) ?? [];
    return isMetric(name, Number(value)) && value !== "" ? [name] : [];
  });
}

function isMetric(name: string, value: unknown): boolean {
  return name !== "" && !aboutAnAnswer.test(name) && Number.isFinite(value);
}

function isError(body: object): boolean {
  const { status, error } = body as { readonly status?: unknown; readonly error?: unknown };
  const isTold = error !== undefined && error !== null && error !== false && error !== "";
  return isTold || (typeof status === "string" && trouble.test(status));
}

function fieldsOf(value: object): readonly string[] {
  return Object.entries(value).flatMap(([name, field]: [string, unknown]) => {
    if (typeof field === "object" && field !== null) return fieldsOf(field);
    return isMetric(name, field) ? [name] : [];
  });
}
