import type { Contract, OperationName } from "../../../contract/contract.ts";
import { readField, readText } from "../../../contract/field.ts";
import { redact } from "../../../ground/redact.ts";
import type { Answer } from "../../wire/http/operation.ts";
import type { Lab } from "../lab.ts";
import type { ClaimSaw } from "./front-saw.ts";
import { secretKeysIn } from "./secret-keys.ts";

export type Answers = ReadonlyMap<OperationName, Answer>;

/** Holds what a deployment says of itself against the contract and against itself. */
export function claimsIn(lab: Lab, answers: Answers): readonly ClaimSaw[] {
  return [
    ...componentsIn(lab.contract, answers.get("components")),
    ...addressesIn(lab, answers.get("discovery")),
    ...apiIn(lab.contract, answers.get("apiDescription")),
    ...limitsIn(lab.contract, answers.get("websocketConfig")),
    ...[...answers.values()].flatMap((answer) => [
      ...unwellIn(lab.contract, answer),
      ...blankIn(lab.contract, answer),
      ...secretsIn(answer),
    ]),
  ];
}

function componentsIn(
  { components, operations }: Contract,
  answer: Answer | undefined,
): ClaimSaw[] {
  if (components === undefined || answer?.ok !== true) return [];
  if (operations.components?.read.components === undefined) return [];
  const all = Object(answer.read("components")) as Record<string, unknown>;
  const said = (text: string): ClaimSaw => ({ about: "components", text });
  const missing = components.required.filter((name) => all[name] === undefined);
  const { state } = components;
  const unwell = Object.entries(all).flatMap(([name, component]) => {
    const word = state && readText(component, state.read);
    if (state === undefined || word === undefined) return [];
    const isWell = [...state.healthy, ...state.degraded].includes(word);
    return isWell ? [] : [said(`its component ${name} says "${word}"`)];
  });
  return [...missing.map((name) => said(`it reports on no component ${name}`)), ...unwell];
}

/** Addresses are those of the host that was asked, or at least none of an inner network's. */
function addressesIn({ subject, contract }: Lab, answer: Answer | undefined): ClaimSaw[] {
  if (answer?.ok !== true) return [];
  const reads = contract.operations.discovery?.read ?? {};
  return [reads.backend, reads.websocket].flatMap((paths): ClaimSaw[] => {
    const address = paths && readText(answer.json, paths);
    if (address === undefined || !URL.canParse(address, subject.http)) return [];
    const told = new URL(address, subject.http);
    const own = new URL(told.protocol.startsWith("ws") ? subject.ws : subject.http);
    if (!isUnreachable(told, own)) return [];
    const text = `it publishes the address ${told.origin}, and is reached at ${own.origin}`;
    return [{ about: "addresses", text }];
  });
}

/** Without TLS where there is some, or of a network whoever asks is not in. */
function isUnreachable(told: URL, own: URL): boolean {
  const isSecure = ({ protocol }: URL): boolean => /^(https|wss):$/.test(protocol);
  if (isSecure(own) && !isSecure(told)) return true;
  if (told.hostname === own.hostname || !isInner(told.hostname)) return false;
  return !isLoopback(told.hostname) || !isInner(own.hostname);
}

function isLoopback(host: string): boolean {
  return /^(localhost|127\.|\[::1\]|0\.0\.0\.0)/.test(host);
}

function isInner(host: string): boolean {
  const isPrivate = /^(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|169\.254\.)/.test(host);
  const isName = !host.includes(".") && !host.startsWith("[");
  return (
    isLoopback(host) || isPrivate || isName || /\.(internal|local|lan|svc|cluster)$/.test(host)
  );
}

/** Either may say more than the other; two APIs that share hardly a path are two APIs. */
function apiIn({ operations, identity }: Contract, answer: Answer | undefined): ClaimSaw[] {
  if (answer?.ok !== true || operations.apiDescription?.read.paths === undefined) return [];
  const plain = (path: string): string =>
    path.replaceAll(/\{[^}]*\}/g, "{}").replace(/(?<=.)\/$/, "");
  const described = new Set(Object.keys(Object(answer.read("paths"))).map(plain));
  described.delete(plain(identity.path));
  const promised = new Set(Object.values(operations).map(({ path }) => plain(path)));
  const shared = [...described].filter((path) => promised.has(path)).length;
  if (described.size > 0 && shared * 4 > Math.min(described.size, promised.size)) return [];
  const text = `of ${described.size} paths it describes, ${shared} are among those promised`;
  return [{ about: "api", text }];
}

function limitsIn({ websocket, operations }: Contract, answer: Answer | undefined): ClaimSaw[] {
  const { tooLarge } = websocket;
  const paths = operations.websocketConfig?.read.largestBytes;
  if (answer?.ok !== true || tooLarge === undefined || paths === undefined) return [];
  const told = Number(readField(answer.json, paths) ?? Number.NaN);
  if (Number.isNaN(told) || told === tooLarge.bytes) return [];
  const text = `it says messages may have ${told} bytes, and ${tooLarge.bytes} are promised`;
  return [{ about: "limits", text }];
}

/** Answers with a good status whose words are not. */
function unwellIn({ operations }: Contract, answer: Answer): ClaimSaw[] {
  const { ok = [], good = {}, read = {} } = operations[answer.operation] ?? {};
  if (!ok.includes(answer.status)) return [];
  return Object.entries(good).flatMap(([name, values]): ClaimSaw[] => {
    const told = readText(answer.json, read[name] ?? []);
    if (told === undefined || values.includes(told)) return [];
    return [
      { about: "unwell", text: `${answer.operation} says ${name} "${redact(told).slice(0, 60)}"` },
    ];
  });
}

/** A promised block whose values are all empty. */
function blankIn({ operations }: Contract, answer: Answer): ClaimSaw[] {
  const { read = {} } = operations[answer.operation] ?? {};
  return Object.entries(read).flatMap(([name, paths]): ClaimSaw[] => {
    const block = answer.ok ? readField(answer.json, paths) : undefined;
    if (typeof block !== "object" || block === null || Array.isArray(block)) return [];
    const values = Object.values(block);
    const isBlank = values.length > 0 && values.every((value) => value === null || value === "");
    return isBlank
      ? [{ about: "blank", text: `${answer.operation} has ${name} without a single value` }]
      : [];
  });
}

const secretKey = /(^|_)(api_?key|secret|password|private_?key|access_?token|credentials?)$/i;

/** Something with the name of a secret, told to anybody. */
function secretsIn(answer: Answer): ClaimSaw[] {
  const isSecret = (key: string, text: string) => secretKey.test(key) && text.length >= 8;
  return secretKeysIn(answer.json, { isSecret, depth: 5 }).map((key) => ({
    about: "secret",
    text: `${answer.operation} tells anybody its ${key}`,
  }));
}
