import {
  type Candidate,
  type Finding,
  findIn,
  firstUrl,
  orInvalid,
  type Search,
} from "./candidate.ts";
import { expandVariables } from "./environment.ts";
import { readHttpUrl, readWsUrl } from "./url-rules.ts";

/** A URL said outright: by option, then by the environment's own variable, by the general ones, by config file. */
export function explicit(search: Search): readonly Finding[] {
  const { contract } = search.settings;
  const variables = expandVariables(contract.services.backend.urlVariables, search.environment);
  return [
    byOption(search),
    ...variables.map((variable) =>
      findIn(search, { source: "explicit", via: "variable", variable }, (subject, value) => ({
        url: readHttpUrl(subject, value),
        declared: true,
        ...explicitWebSocket(search),
      })),
    ),
    ...byConfigFile(search),
  ];
}

/** The WebSocket URL of the explicit variables. An option is stronger than they, so it takes none. */
function explicitWebSocket({ settings, environment }: Search): Pick<Candidate, "ws"> {
  const names = expandVariables(settings.contract.services.backend.wsUrlVariables, environment);
  const ws = firstUrl(settings, names, readWsUrl);
  return ws === undefined ? {} : { ws };
}

function byOption({ settings: { target } }: Search): Finding {
  const origin = { source: "explicit", via: "option" } as const;
  if (target.kind !== "url") {
    return { ...origin, variable: "--target", state: "unset", reason: "not set" };
  }
  const variable = target.option;
  return orInvalid({ ...origin, variable }, () => ({
    ...origin,
    variable,
    state: "candidate",
    url: readHttpUrl(variable, target.url),
    declared: true,
  }));
}

function byConfigFile(search: Search): readonly Finding[] {
  const { configured } = search.settings;
  if (configured === undefined) return [];
  const origin = { source: "explicit", via: "option", variable: configured.file } as const;
  const read = (): Finding => ({
    ...origin,
    state: "candidate",
    url: readHttpUrl(`url in ${configured.file}`, configured.url),
    declared: true,
    ...explicitWebSocket(search),
  });
  return [orInvalid(origin, read)];
}
