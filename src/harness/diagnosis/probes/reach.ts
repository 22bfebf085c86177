import { lookup } from "node:dns/promises";
import { isIP } from "node:net";
import {
  type Patience,
  type Place,
  placeOf,
  reachAddress,
  shakeTls,
} from "../../wire/raw/reaching.ts";
import { codeOf } from "../../wire/socket/network-code.ts";
import type { Lab } from "../lab.ts";
import type { Probe } from "../probe.ts";
import type { AddressSaw, PlaceSaw } from "./reach-saw.ts";

export const reach: Probe<"reach"> = {
  name: "reach",
  title: "name, addresses, connection and certificate",
  costMs: 5,
  limitMs: 12_000,
  async run(lab) {
    const { http, ws, direct } = lab.subject;
    const ways = {
      direct: direct !== undefined,
      echo: lab.contract.http.headerEcho !== undefined,
    };
    const urls = { http, ws, ...lab.subject.services };
    const places = await Promise.all(placesOf(urls).map((place) => see(lab, place)));
    return { ways, places };
  },
  describe: ({ places }) => places.map(describePlace).join("; "),
  symptoms: ({ places }) => places.flatMap(symptomsOf),
};

interface Named extends Place {
  readonly of: readonly string[];
}

/** URLs that lead to one place are one place. */
function placesOf(urls: Readonly<Record<string, string>>): readonly Named[] {
  const places = new Map<string, Named>();
  for (const [name, url] of Object.entries(urls)) {
    const place = placeOf(url);
    const key = `${place.secure} ${place.host} ${place.port}`;
    const { of = [] } = places.get(key) ?? {};
    places.set(key, { ...place, of: [...of, name] });
  }
  return [...places.values()];
}

async function see(lab: Lab, place: Named): Promise<PlaceSaw> {
  const { clock } = lab;
  const patience: Patience = { clock, limitMs: lab.limits.connectMs };
  const startMs = clock.now();
  const found = await resolve(place.host, patience);
  const lookupMs = clock.now() - startMs;
  if (typeof found === "string") {
    return { ...place, lookupMs, lookupFailure: found, addresses: [] };
  }
  const addresses = await Promise.all(
    found.map(async ({ address, family }): Promise<AddressSaw> => {
      const reached = await reachAddress(place, address, patience);
      return { address, family: family === 6 ? 6 : 4, ...reached };
    }),
  );
  const isReached = addresses.some(({ failure }) => failure === undefined);
  if (!place.secure || !isReached) return { ...place, lookupMs, addresses };
  const [tls, tlsForUpgrades] = await Promise.all([
    shakeTls(place, ["h2", "http/1.1"], patience),
    shakeTls(place, ["http/1.1"], patience),
  ]);
  return { ...place, lookupMs, addresses, tls, tlsForUpgrades };
}

interface Found {
  readonly address: string;
  readonly family: number;
}

/** @returns every address, or the resolver's own word for why there is none */
async function resolve(host: string, { clock, limitMs }: Patience): Promise<Found[] | string> {
  if (isIP(host) !== 0) return [{ address: host, family: isIP(host) }];
  const found = lookup(host, { all: true }).catch(
    (error: unknown) => codeOf(Object(error)) ?? String(error),
  );
  let stopTimer = (): void => {};
  const late = new Promise<string>((tell) => {
    stopTimer = clock.after(limitMs, () => tell("TIMED_OUT"));
  });
  const first = await Promise.race([found, late]);
  stopTimer();
  return first;
}

function describePlace({ host, port, lookupFailure, addresses, tls }: PlaceSaw): string {
  if (lookupFailure !== undefined) return `${host}: ${lookupFailure}`;
  const each = addresses.map(
    ({ address, failure, ms }) => `${address} ${failure ?? `${ms.toFixed(1)} ms`}`,
  );
  const said = tls && `TLS ${tls.failure ?? tls.why ?? "trusted"}, ALPN ${tls.alpn ?? "none"}`;
  return [`${host}:${port}`, ...each, ...(said === undefined ? [] : [said])].join(", ");
}

function symptomsOf({ host, lookupFailure, addresses, tls }: PlaceSaw): readonly string[] {
  if (lookupFailure !== undefined) return [`${host} does not resolve (${lookupFailure})`];
  if (addresses.every(({ failure }) => failure !== undefined)) {
    return [`${host} is not reached (${addresses.map(({ failure }) => failure).join(", ")})`];
  }
  const why = tls?.failure ?? tls?.why;
  return why === undefined ? [] : [`TLS with ${host} fails (${why})`];
}
