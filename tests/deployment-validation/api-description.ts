import type { Contract, ServiceName } from "../../src/contract/contract.ts";

/** How much of a description and of a contract is about the same API. */
export interface Overlap {
  readonly described: readonly string[];
  readonly promised: readonly string[];
  readonly shared: readonly string[];
  /** One of them is, for the most part, a part of the other. */
  readonly isSameApi: boolean;
}

/**
 * Compares an API description's `paths` with the operations a contract promises of the given services.
 *
 * Either may say more than the other: a contract names what checks need, a description what its authors
 * thought of. So more than half of the shorter list has to stand in the longer one. Where a deployment
 * says who it is does not count: that path is the same on APIs that share nothing else.
 */
export function overlapOf(
  { identity, operations }: Contract,
  paths: unknown,
  services: readonly ServiceName[],
): Overlap {
  const identification = `GET ${anonymous(identity.path)}`;
  const distinct = (all: readonly string[]): readonly string[] =>
    [...new Set(all)].filter((operation) => operation !== identification);
  const described = distinct(
    Object.entries(Object(paths)).flatMap(([path, item]) =>
      Object.keys(Object(item)).map((method) => `${method.toUpperCase()} ${anonymous(path)}`),
    ),
  );
  const promised = distinct(
    Object.values(operations)
      .filter(({ service }) => services.includes(service))
      .map(({ method, path }) => `${method} ${anonymous(path)}`),
  );
  const shared = promised.filter((operation) => described.includes(operation));
  const shorter = Math.min(described.length, promised.length);
  return { described, promised, shared, isSameApi: shared.length > shorter / 2 };
}

/** Two descriptions may call the same placeholder by other names. */
function anonymous(path: string): string {
  return path.replaceAll(/\{[^}]*\}/g, "{}").replace(/(?<=.)\/$/, "");
}
