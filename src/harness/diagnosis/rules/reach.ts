import type { Finding } from "../finding.ts";
import type { AddressSaw, PlaceSaw } from "../probes/reach-saw.ts";
import type { Rule } from "../rule.ts";

/** How far one gets towards the host. What fails here hides everything behind it. */
export const reachRules: readonly Rule[] = [
  {
    name: "a name that does not resolve",
    judge: (evidence) =>
      placesIn(evidence.of("reach")).flatMap(({ host, lookupFailure, lookupMs }): Finding[] =>
        lookupFailure === undefined
          ? []
          : [
              {
                ...{ cause: "name-unresolved", confidence: 0.97, blocks: true },
                evidence: [
                  item(`${host} has no address: ${lookupFailure} after ${lookupMs.toFixed(0)} ms`),
                ],
              },
            ],
      ),
  },
  {
    name: "addresses that do not answer",
    judge: (evidence) => placesIn(evidence.of("reach")).flatMap(unreached),
  },
  {
    name: "a private address among public ones",
    judge: (evidence) => placesIn(evidence.of("reach")).flatMap(privateAddresses),
  },
  {
    name: "a certificate that is not trusted",
    judge: (evidence) => placesIn(evidence.of("reach")).flatMap(untrusted),
  },
  {
    name: "a place reached without TLS beside one with it",
    judge(evidence) {
      const places = placesIn(evidence.of("reach"));
      const secure = places.find((place) => place.secure);
      const plain = places.filter(({ secure: isSecure, host }) => !isSecure && !isInside(host));
      if (secure === undefined || plain.length === 0) return undefined;
      return {
        ...{ cause: "credentials-leaked", confidence: 0.9 },
        evidence: plain.map(({ host, port, of }) =>
          item(
            `${of.join(", ")} at ${host}:${port} goes without TLS; ${secure.of.join(", ")} has it`,
          ),
        ),
      };
    },
  },
  {
    name: "a door that opens to HTTP/2 alone",
    judge: (evidence) => placesIn(evidence.of("reach")).flatMap(withoutHttp1),
  },
];

function placesIn(saw: { readonly places: readonly PlaceSaw[] } | undefined): readonly PlaceSaw[] {
  return saw?.places ?? [];
}

function item(text: string): Finding["evidence"][number] {
  return { probe: "reach", text };
}

/** Words of a network that drops what is sent, or knows no way. */
const vanishing = ["TIMED_OUT", "ETIMEDOUT", "EHOSTUNREACH", "ENETUNREACH", "EHOSTDOWN"];

function unreached({ host, port, addresses, of }: PlaceSaw): readonly Finding[] {
  const failed = addresses.filter(({ failure }) => failure !== undefined);
  if (failed.length === 0) return [];
  const isWhole = failed.length === addresses.length;
  // A loopback name with an address nobody listens at is everywhere; clients go on to the next one.
  if (!isWhole && failed.every(({ address }) => isLoopback(address))) return [];
  // A machine without IPv6 reaches no IPv6 address, whatever the deployment does.
  if (!isWhole && failed.every(({ failure, family }) => family === 6 && isWayless(failure)))
    return [];
  const vanished = failed.filter(({ failure }) => vanishing.includes(failure ?? ""));
  const facts = addresses.map((one) => item(`${one.address} port ${port}: ${toldOf(one)}`));
  const cause = vanished.length === failed.length ? "blackhole" : "nothing-listening";
  const blocks = isWhole && of.includes("http");
  return [
    {
      ...{ cause, confidence: isWhole ? 0.95 : 0.85, blocks },
      evidence: [
        ...facts,
        item(`${failed.length} of ${addresses.length} addresses of ${host} fail`),
      ],
    },
  ];
}

function toldOf({ failure, ms }: AddressSaw): string {
  return failure === undefined
    ? `connects in ${ms.toFixed(1)} ms`
    : `${failure} after ${ms.toFixed(0)} ms`;
}

function isWayless(failure: string | undefined): boolean {
  return failure === "ENETUNREACH" || failure === "EADDRNOTAVAIL" || failure === "EHOSTUNREACH";
}

function isLoopback(address: string): boolean {
  return address === "::1" || address.startsWith("127.");
}

/** On this machine, or where no stranger listens. */
function isInside(host: string): boolean {
  return host === "localhost" || isLoopback(host) || privateRanges.test(host);
}

/** RFC 1918, RFC 4193, RFC 6598 and link-local. */
const privateRanges =
  /^(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.|169\.254\.|f[cd][0-9a-f]{2}:|fe[89ab][0-9a-f]:)/i;

function privateAddresses({ host, addresses }: PlaceSaw): readonly Finding[] {
  const inner = addresses.filter(({ address }) => privateRanges.test(address));
  const isMixed = addresses.some(
    ({ address }) => !privateRanges.test(address) && !isLoopback(address),
  );
  if (inner.length === 0 || !isMixed) return [];
  const names = inner.map(({ address }) => address).join(", ");
  return [
    {
      ...{ cause: "blackhole", confidence: 0.9 },
      evidence: [item(`${host} also leads to ${names}, which only its own network reaches`)],
    },
  ];
}

function untrusted({ host, port, tls, of }: PlaceSaw): readonly Finding[] {
  if (tls === undefined) return [];
  if (tls.failure !== undefined) return tlsFailed(`${host}:${port}`, tls.failure);
  if (tls.authorized) return [];
  const { why = "not trusted", names, validFrom, validTo, issuer } = tls;
  return [
    {
      ...{ cause: "certificate-untrusted", confidence: 0.96, blocks: of.includes("http") },
      evidence: [
        item(`the certificate of ${host} is refused: ${why}`),
        item(`it is for ${names.join(", ") || "no name"}, valid ${validFrom} to ${validTo}`),
        ...(issuer === undefined ? [] : [item(`it is issued by ${issuer}`)]),
      ],
    },
  ];
}

/** No handshake at all: plain HTTP where TLS is expected, or no protocol version both know. */
function tlsFailed(address: string, failure: string): readonly Finding[] {
  if (/ALPN|NO_APPLICATION_PROTOCOL/i.test(failure)) return [];
  return [
    {
      ...{ cause: "certificate-untrusted", confidence: 0.86, blocks: true },
      evidence: [item(`no TLS handshake with ${address} succeeds: ${failure}`)],
      others: ["wrong-server", "connection-cut"],
      experiment: `openssl s_client -connect ${address}: what answers on that port`,
    },
  ];
}

function withoutHttp1({ host, tls, tlsForUpgrades, of }: PlaceSaw): readonly Finding[] {
  if (tls === undefined || tlsForUpgrades === undefined || !of.includes("ws")) return [];
  if (tls.failure !== undefined || tls.alpn !== "h2") return [];
  const isRefused = tlsForUpgrades.failure !== undefined || tlsForUpgrades.alpn === "h2";
  if (!isRefused) return [];
  return [
    {
      ...{ cause: "http2-only", confidence: 0.95 },
      evidence: [
        item(`${host} agrees on h2 when h2 and http/1.1 are offered`),
        item(
          `offered http/1.1 alone, it answers ${tlsForUpgrades.failure ?? tlsForUpgrades.alpn ?? "nothing"}`,
        ),
      ],
    },
  ];
}
