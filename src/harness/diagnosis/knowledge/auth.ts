import type { CauseId } from "../../../ground/cause.ts";
import type { Entry } from "./entry.ts";

export const authCauses = {
  "secret-mismatch": {
    looksLike:
      "Login works, and then one part of the product, often the socket, treats everybody as a " +
      "stranger: 401, 403, 1008, 4401, sometimes 1011.",
    proof:
      "A valid token counts on one way and not on the other, where it gets the very answer of " +
      "one with a wrong signature; logging in again does not help. A token minted with the " +
      "issuer's secret and other claims is refused alike, which a `claim-mismatch` would not do; " +
      "without that secret the two look the same.",
    remedy:
      "Give issuer and verifiers one secret from one place: on Cloud Run " +
      "`--set-secrets=JWT_SECRET=jwt-secret:VERSION` on both services. A variable is read when " +
      "an instance starts, so pin a version and deploy both after a rotation; a mounted secret " +
      "follows by itself. Look for trailing newlines, another variable name and a default for " +
      "development. Better: sign with a private key and verify with its JWKS.",
  },
  "clock-skew": {
    looksLike:
      "Fresh tokens are refused and the same ones count a little later; or sessions end before " +
      "their token does.",
    proof:
      "The token's `iat` and `exp` lie on the wrong side of the server's `Date` header, or a " +
      "refused token counts once it is older. A `secret-mismatch` never heals by waiting.",
    remedy:
      "Run NTP or chrony on issuer and verifier. Allow for some seconds: PyJWT `leeway=30`, jose " +
      "`clockTolerance: 30`, jsonwebtoken `clockTolerance`. Write `exp` in seconds of UTC, not " +
      "in milliseconds or local time, and end a session at its token's `exp`.",
  },
  "claim-mismatch": {
    looksLike:
      "Valid tokens are refused somewhere, as with a wrong secret; or the wrong ones are taken, " +
      "such as a refresh token or another audience's.",
    proof:
      "Tokens signed with the right secret that differ in one claim (`aud`, `iss`, `type`, " +
      "`alg`) are answered differently. Refusals of all of them are a `secret-mismatch`; without " +
      "the secret, only what the token itself says helps.",
    remedy:
      "Write down the claims once, and have issuer and verifier read them from there. PyJWT: " +
      '`decode(token, key, algorithms=["HS256"], audience=..., issuer=...)`; jose: ' +
      "`jwtVerify(token, key, { algorithms, audience, issuer })`. Name the algorithms; never " +
      "take them from the token. Tell access from refresh tokens by a claim, and check it.",
  },
  "token-lost": {
    looksLike:
      '"Not authenticated" for users who are logged in, with one client or over one way only.',
    proof:
      "The answer to a valid token is the answer to none at all, while a token with a wrong " +
      "signature on another carrier is answered differently; another carrier (header, " +
      "subprotocol, cookie, query) works. Where the subprotocol is lost with the token, it is " +
      "`offer-stripped`.",
    remedy:
      "Pass `Authorization` through: nginx `proxy_set_header Authorization " +
      "$http_authorization;`, mod_wsgi `WSGIPassAuthorization On`; behind Google's IAM the " +
      "platform may claim the header, so carry yours elsewhere. Read header names without regard " +
      "to case. Browsers cannot send headers with a WebSocket: accept the token in the " +
      "subprotocol offer or in a cookie too.",
  },
  "signature-unverified": {
    looksLike: "Nothing: everything works. Anybody can write themselves a token.",
    proof:
      "A token whose signature is wrong, or whose header says `alg: none`, is served as the user " +
      "it names. If no token is served too, it is `not-enforced`.",
    remedy:
      "Verify wherever tokens are read, on the socket as over HTTP: PyJWT `decode(..., " +
      "algorithms=[...])` without `verify_signature: False`; jsonwebtoken `verify`, not " +
      "`decode`; jose `jwtVerify`, not `decodeJwt`. Remove bypasses by header or environment " +
      "from what is deployed. Then rotate the secret, and look through the logs for what got in.",
  },
  "refusal-masked": {
    looksLike:
      "Clients reconnect for ever to a server that will not have them: 1011, 1006 or 500 where a " +
      "refusal belongs.",
    proof:
      "A valid token is served, and a bad one gets an internal error, nothing at all, or a " +
      "stack's own words. If valid tokens get the same, it is `crash-at-accept`.",
    remedy:
      "Catch what verification throws and refuse on purpose: 401 before the upgrade, or accept " +
      "and close with 1008 or a code of your own (4401) and a reason of at most 123 bytes. " +
      "Starlette under uvicorn turns a `close()` before `accept()` into a bare 403 and loses the " +
      "code, so accept first where clients read it. Clients must not retry on it.",
  },
  "not-enforced": {
    looksLike: "Nothing: everything works, for strangers too.",
    proof:
      "Requests without a token, or upgrades on some route, are served, though the contract says " +
      "that a login is needed. With any token but none it is `signature-unverified`.",
    remedy:
      "Require a login by default and list what is open, per route and per protocol: middleware " +
      "for HTTP often does not see WebSocket routes (Starlette's `BaseHTTPMiddleware` does not). " +
      "Take no identity from a header a client can send, unless the edge sets it and deletes the " +
      "client's. Keep demo users and test logins out of production builds; compare keys as a " +
      "whole and in constant time.",
  },
  "permission-ignored": {
    looksLike: "Readers can write: a user without the right does it all the same.",
    proof:
      "A token that lacks the permission is answered as one that has it, or is refused while the " +
      "work is done. A change to what belongs to somebody else is `data-foreign`.",
    remedy:
      "Check the permission where the work is done, in every operation that changes something " +
      "and in the handler of each message, before it starts. Test each with a token that only " +
      "reads. Refuse with 403 and do nothing.",
  },
  "session-unended": {
    looksLike: "Logging out does not log out: old tokens, cookies and sockets go on working.",
    proof:
      "A token counts after it expired, was revoked or was refreshed, or the socket it opened " +
      "stays open past its `exp`. A clock that is behind lets it live a little longer only: " +
      "`clock-skew`.",
    remedy:
      "Check `exp` in every verification, keep a list of revoked ids (`jti`) until they expire, " +
      "and rotate refresh tokens, each good for once. End sockets when their token ends or is " +
      "revoked. At logout set the cookie again, empty, with `Max-Age=0` and the name, path and " +
      "domain it had.",
  },
  "credentials-leaked": {
    looksLike:
      "Nothing, until somebody looks: secrets in an answer, a cookie scripts can read, traffic " +
      "in the clear.",
    proof:
      "A token, key, stack trace or foreign file is in what the server sends, the cookie lacks " +
      "`HttpOnly`, `Secure` or `SameSite`, or a public address speaks http or ws.",
    remedy:
      "Take it out, and count what was shown as known: rotate it. Publish settings by a list of " +
      "allowed names. Cookies: `HttpOnly; Secure; SameSite=Lax`. TLS for all of HTTP, WebSocket " +
      "and frontend, with redirects and HSTS. Answer logins alike whether or not the account " +
      "exists; answer errors without traces; resolve paths and refuse what leaves their folder.",
  },
} satisfies Readonly<Partial<Record<CauseId, Entry>>>;
