/**
 * What names a program that applications are made of, in a header `Server` (RFC 9110 section 10.2.4). One
 * deployment may well say several of these: a Python server says `uvicorn` in its answers over HTTP, and
 * `Python/3.11 websockets/10.4` where its WebSocket library refuses an upgrade.
 */
const ofApplications =
  /\b(?:python|websockets|wsproto|uvicorn|hypercorn|daphne|gunicorn|granian|werkzeug|tornado|twisted|aiohttp|node(?:\.js)?|deno|bun|jetty|tomcat|undertow|netty|kestrel|cowboy|puma|thin|unicorn|passenger|jersey)\b/i;

/**
 * Whether a `Server` says that somebody in front of the application answers: it is none that the application's
 * own answers have, and no part of an application.
 *
 * @param own - of answers that are known to be the application's; undefined where they name none
 */
export function isStranger(
  server: string | undefined,
  own: readonly (string | undefined)[],
): boolean {
  if (server === undefined || own.length === 0 || ofApplications.test(server)) return false;
  return !own.includes(server);
}
