import type { Settings } from "../settings/settings.ts";

/** The environment gapproof runs against: it decides which prefixed variables are read. */
export interface Environment {
  readonly name: string;
  /** What `{ENV}` stands for in the contract's variable names, strongest first. */
  readonly prefixes: readonly string[];
  /** Why it is this one, as the end of a sentence. */
  readonly because: string;
}

interface KnownEnvironment {
  readonly name: string;
  readonly words: readonly string[];
  readonly prefixes: readonly string[];
}

const known: readonly KnownEnvironment[] = [
  { name: "test", words: ["test", "testing"], prefixes: ["TEST"] },
  { name: "development", words: ["dev", "development", "local"], prefixes: ["DEV"] },
  { name: "staging", words: ["staging", "stage"], prefixes: ["STAGING"] },
  { name: "production", words: ["prod", "production"], prefixes: ["PROD", "PRODUCTION"] },
];

/** Variables a cloud platform sets in what it runs. */
export const cloudMarkers: readonly string[] = [
  "K_SERVICE",
  "AWS_LAMBDA_FUNCTION_NAME",
  "ECS_CONTAINER_METADATA_URI",
  "ECS_CONTAINER_METADATA_URI_V4",
  "ACI_RESOURCE_GROUP",
];

/**
 * Variables that say who, not where: CI sets them on a runner that is no deployment. Inside a cloud they
 * may still name production.
 */
export const cloudProjects: readonly string[] = ["GOOGLE_CLOUD_PROJECT"];

const productionWord = /(?:^|[^a-z])prod(?:uction)?(?:[^a-z]|$)/i;

/** Every word people put in front of `_BACKEND_URL` and the like to mean an environment. */
export const environmentWords: readonly string[] = known.flatMap(({ words }) =>
  words.map((word) => word.toUpperCase()),
);

/** Option, then the contract's variables, then cloud markers, then "test". */
export function detectEnvironment(settings: Settings): Environment {
  const said = settings.environment?.trim();
  if (said !== undefined && said !== "") return named(said, "it was asked for");
  for (const variable of settings.contract.environmentVariables) {
    const value = settings.variables.get(variable)?.value.trim();
    if (value !== undefined && value !== "") return named(value, `${variable} says so`);
  }
  return fromCloud(settings) ?? named("test", "nothing says otherwise");
}

/** Cloud markers that are set, in order. */
export function cloudMarkersSet(settings: Settings): readonly string[] {
  return cloudMarkers.filter((marker) => settings.variables.has(marker));
}

/** The variable names a contract's name stands for: `{ENV}_BACKEND_URL` → `TEST_BACKEND_URL`. */
export function expandVariable(template: string, environment: Environment): readonly string[] {
  if (!template.includes("{ENV}")) return [template];
  return environment.prefixes.map((prefix) => template.replaceAll("{ENV}", prefix));
}

/** All names a contract's list stands for, strongest first. */
export function expandVariables(
  templates: readonly string[],
  environment: Environment,
): readonly string[] {
  return templates.flatMap((template) => expandVariable(template, environment));
}

function fromCloud(settings: Settings): Environment | undefined {
  const markers = cloudMarkersSet(settings);
  const [first] = markers;
  if (first === undefined) return undefined;
  const production = [...markers, ...cloudProjects].find((marker) =>
    productionWord.test(settings.variables.get(marker)?.value ?? ""),
  );
  if (production !== undefined) return named("production", `${production} names production`);
  // Something deployed and unknown is treated with staging's care, never as somebody's laptop.
  return named("staging", `${first} says this runs in a cloud`);
}

/** The environment of that name, whoever said it. */
export function environmentNamed(name: string): Environment {
  return named(name, "it was named");
}

function named(word: string, because: string): Environment {
  const found = known.find(({ words }) => words.includes(word.toLowerCase()));
  if (found !== undefined) return { name: found.name, prefixes: found.prefixes, because };
  const prefix = word.toUpperCase().replace(/[^A-Z0-9]+/g, "_");
  return { name: word.toLowerCase(), prefixes: [prefix], because };
}
