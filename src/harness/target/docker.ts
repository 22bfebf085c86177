import { type Finding, findIn, type Search } from "./candidate.ts";
import { expandVariables } from "./environment.ts";
import { readPort } from "./url-rules.ts";

/** A host port somebody declared for the backend's container. */
export function declaredDockerPort(search: Search): readonly Finding[] {
  const { portVariables } = search.settings.contract.services.backend;
  return expandVariables(portVariables, search.environment).map((variable) =>
    findIn(search, { source: "docker", via: "variable", variable }, (subject, value) => ({
      url: localPort(readPort(subject, value)),
      declared: true,
    })),
  );
}

/** Where a port published on this machine answers. */
export function localPort(port: number): string {
  return `http://localhost:${port}`;
}
