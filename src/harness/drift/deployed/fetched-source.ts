import { ConfigurationError } from "../../../ground/errors.ts";
import { rememberSecret } from "../../../ground/redact.ts";
import { Secret } from "../../../ground/secret.ts";
import type { DeployedSpec } from "../../settings/drift-config.ts";
import type { Variables } from "../../settings/settings.ts";
import { HttpClient, type HttpExchange } from "../../wire/http/http-client.ts";
import { BodyTooLarge, HttpFailure } from "../../wire/http/http-failure.ts";
import { hasUnseen, type Reading, wantedOf } from "../read-source.ts";
import { readManifest } from "../readers/manifest.ts";
import { textIn } from "../readers/source-text.ts";
import type { SettingSource } from "../setting-set.ts";

/** What is known around an address. */
export interface Fetching {
  readonly reading: Pick<Reading, "names">;
  /** Where tokens are looked for. */
  readonly variables: Variables;
  readonly signal?: AbortSignal | undefined;
}

/** What an address says of what runs, or why it says nothing. */
export type Fetched =
  | { readonly state: "read"; readonly source: SettingSource }
  | { readonly state: "refused"; readonly because: string; readonly cause?: unknown };

/** A description of one service takes a few thousand bytes. */
const mostBytes = 5 * 1024 * 1024;

/** One question, and somebody waits for its answer. Milliseconds. */
const answerMs = 10_000;

/** Where access tokens of Google's services are usually kept, strongest first. */
const googleVariables = ["CLOUDSDK_AUTH_ACCESS_TOKEN", "GOOGLE_OAUTH_ACCESS_TOKEN"];

/** Whether a source of settings is an address rather than a file. */
export function isAddress({ file }: Pick<DeployedSpec, "file">): boolean {
  return /^https?:\/\//i.test(file);
}

/**
 * Reads what runs at an address that describes it, such as Cloud Run's API: one GET, no redirect followed.
 *
 * @returns `refused` when it is not reached, or does not answer 200
 * @throws ConfigurationError for an address or a token nobody can use, and for an answer that is no manifest
 */
export async function fetchedSource(spec: DeployedSpec, fetching: Fetching): Promise<Fetched> {
  const url = addressOf(spec);
  const { token, looked } = tokenFor(spec, fetching.variables);
  const answer = await ask(url, token, fetching.signal);
  if (answer instanceof HttpFailure) return refusalOf(spec, answer);
  if (answer.status !== 200)
    return { state: "refused", because: tellRefusal(answer, { url, token, looked }) };
  const manifest = readManifest(
    textIn(shownAddress(spec), Buffer.from(answer.text)),
    wantedOf(spec, fetching.reading),
    // Nothing of this machine belongs to what runs elsewhere.
    { lookup: () => undefined, open: () => undefined },
  );
  const source = { ...manifest, name: shownAddress(spec), isComplete: !hasUnseen(manifest) };
  return { state: "read", source };
}

/** An address as it may be shown: what stands behind its `?` may be a signature, or a token. */
export function shownAddress({ file }: Pick<DeployedSpec, "file">): string {
  return (file.split(/[?#]/, 1)[0] ?? file).replace(/\/\/[^/@]*@/, "//");
}

function addressOf({ file, kind = "manifest", patterns }: DeployedSpec): URL {
  const shown = shownAddress({ file });
  if (kind !== "manifest" || patterns !== undefined)
    throw new ConfigurationError(shown, "is an address, and those are read as manifests only");
  if (!URL.canParse(file)) throw new ConfigurationError(shown, "must be an address");
  const url = new URL(file);
  if (url.username === "" && url.password === "") return url;
  const rule = "must hold no credentials: drift.deployed[].token names the variable of a token";
  throw new ConfigurationError(`${url.protocol}//${url.host}${url.pathname}`, rule);
}

/** What opens an address, and where it was looked for. */
interface Opening {
  readonly token: Secret | undefined;
  /** Names of variables, strongest first; none where no token may go with the question. */
  readonly looked: readonly string[];
}

/**
 * The token for an address: of the variable that was named for it, or Google's for Google's own services.
 *
 * @throws ConfigurationError where a token would travel in plain sight, or the named variable has none
 */
export function tokenFor({ file, token: named }: DeployedSpec, variables: Variables): Opening {
  const { protocol, hostname } = new URL(file);
  const shown = shownAddress({ file });
  const isGoogle = protocol === "https:" && hostname.endsWith(".googleapis.com");
  const looked = named === undefined ? (isGoogle ? googleVariables : []) : [named];
  if (named !== undefined && protocol === "http:" && !isLoopback(hostname))
    throw new ConfigurationError(
      shown,
      `must be https, because the token of ${named} goes with it`,
    );
  const text = looked.map((name) => variables.get(name)?.value.trim()).find((value) => value);
  if (text === undefined) {
    if (named === undefined) return { token: undefined, looked };
    throw new ConfigurationError(named, `must hold a token for ${shown}, and is not set`);
  }
  rememberSecret(text);
  if (/^[\x21-\x7e]+$/.test(text)) return { token: new Secret(text), looked };
  throw new ConfigurationError(
    looked.join(" or "),
    "must hold a token of one line, without blanks",
  );
}

function isLoopback(hostname: string): boolean {
  return /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/.test(hostname);
}

async function ask(
  url: URL,
  token: Secret | undefined,
  signal: AbortSignal | undefined,
): Promise<HttpExchange | HttpFailure> {
  await using client = new HttpClient({
    ...{ baseUrl: url.origin, timeoutMs: answerMs, connectMs: answerMs, maxBytes: mostBytes },
    headers: { accept: "application/json, application/yaml, text/plain", "user-agent": "gapproof" },
  });
  try {
    return await client.call({
      ...{ method: "GET", path: `${url.pathname}${url.search}` },
      ...(token === undefined ? {} : { headers: { authorization: `Bearer ${token.reveal()}` } }),
      ...(signal === undefined ? {} : { signal }),
    });
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof HttpFailure) return error;
    throw error;
  }
}

function refusalOf(spec: DeployedSpec, cause: HttpFailure): Fetched {
  if (!(cause.cause instanceof BodyTooLarge))
    return { state: "refused", because: withoutQuery(cause), cause };
  throw new ConfigurationError(shownAddress(spec), `must be at most ${mostBytes} bytes long`, {
    cause,
  });
}

function withoutQuery({ message, url }: HttpFailure): string {
  return message.replaceAll(url, shownAddress({ file: url }));
}

function tellRefusal(
  { status, headers }: HttpExchange,
  { url, token, looked }: Opening & { readonly url: URL },
): string {
  const answer = `${url.host} answers HTTP ${status}`;
  if (status >= 300 && status < 400)
    return `${answer} and leads to ${shownAddress({ file: headers.location ?? "nowhere" })}: name that address, if it is the right one`;
  if (status !== 401 && status !== 403) return answer;
  const variables = looked.join(" or ");
  if (token !== undefined) return `${answer} to the token of ${variables}`;
  return looked.length === 0
    ? `${answer}, and no token was sent: drift.deployed[].token names the variable that holds one`
    : `${answer}, and no token was sent: neither a variable nor a file of variables has ${variables}`;
}
