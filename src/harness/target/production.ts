import { ConfigurationError } from "../../ground/errors.ts";
import type { Search } from "./candidate.ts";
import { bareHost, isRemote, withoutCredentials } from "./url-rules.ts";

/** Why a URL looks like production, as the end of a sentence; `undefined` when it does not. */
export function looksLikeProduction(search: Search, url: string): string | undefined {
  const { settings, environment } = search;
  if (environment.name === "production") {
    return `the environment is production (${environment.because})`;
  }
  const host = bareHost(new URL(url));
  const matches = settings.contract.productionHosts.some((rule) =>
    new RegExp(rule, "i").test(host),
  );
  return matches && isRemote(url) ? `its host ${host} looks like production` : undefined;
}

/**
 * Stops before the first packet to production, unless that was permitted.
 *
 * @param name - option or variable that named the URL
 * @throws {@link ConfigurationError}
 */
export function refuseProduction(search: Search, name: string, url: string): void {
  if (search.settings.allowProduction) return;
  const why = looksLikeProduction(search, url);
  if (why === undefined) return;
  throw new ConfigurationError(
    name,
    `must not lead to production without --allow-production, and ${why}`,
    { received: withoutCredentials(url) },
  );
}
