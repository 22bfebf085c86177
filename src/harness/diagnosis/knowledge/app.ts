import type { CauseId } from "../../../ground/cause.ts";
import type { Entry } from "./entry.ts";

export const appCauses = {
  "crash-at-accept": {
    looksLike: "Connections open and close at once, or are answered with 500; health is green.",
    proof:
      "A 500 before the 101, or a close (often 1011) within milliseconds after it, each time and " +
      "with any token. Only with a bad token it is `refusal-masked`; only with a crowd, " +
      "`saturation`; without a close frame, `connection-cut`.",
    remedy:
      "Read the server's log at that second: a missing variable, a database that is not there, " +
      "an import, an argument the handler does not take. Let startup fail on what a connection " +
      "will need, and let readiness ask for it. Decline an extension you do not know instead of " +
      "failing on it.",
  },
  "crash-on-message": {
    looksLike:
      "The welcome comes; the first thing said ends the session with 1011 or a code of the " +
      "server's own.",
    proof:
      "A silent connection stays, and a legal message ends it with a close frame. If it ends " +
      "without one, it is `connection-cut`; if a silent one ends too, look at `crash-at-accept` " +
      "and `idle-timeout`.",
    remedy:
      "Catch per message, answer with an error that names the message, and keep the session. " +
      "Keep 1011 for what cannot go on. Undo what a failed run leaves behind, so that the next " +
      "one starts clean.",
  },
  "keepalive-timeout": {
    looksLike:
      'Sessions end after a constant time, with 1011 and "keepalive ping timeout" or without a ' +
      "word, though the user is there.",
    proof:
      "The server's pings are seen on the wire, and it gives up one timeout later: pongs do not " +
      "reach it, or it does not count them. Without pings it is `idle-timeout` or " +
      "`lifetime-limit`.",
    remedy:
      "See that the client answers pings while it is busy: a blocked event loop answers none. " +
      "Give the server patience: Python websockets `ping_interval=20, ping_timeout=60` (20 and " +
      "20 by default), uvicorn `--ws-ping-interval`, `--ws-ping-timeout`. A server of your own " +
      "has to note each pong. Look for a proxy that answers or swallows control frames.",
  },
  "app-stall": {
    looksLike: "Connected, and nothing comes: no welcome, no answer, or each later than the last.",
    proof:
      "Ping frames are answered and application messages are not, or far later than the round " +
      "trip. If pings are not answered either, it is `half-open`. Answers late only in a crowd " +
      "are `saturation`.",
    remedy:
      "Find what the handler waits for: a lock, a pool with no free connection, a call without a " +
      "time limit. Blocking work in an async handler stops everybody: `await " +
      "asyncio.to_thread(...)`, worker threads, more workers. Give every call outward a time " +
      "limit and say to the client when it strikes.",
  },
  "contract-violation": {
    looksLike:
      "Clients that go by the documentation fail on messages, types, limits or promises that are " +
      "other than written.",
    proof:
      "A message, a field, a close or a silence contradicts the contract while the frames " +
      "themselves are legal; illegal ones are a `protocol-violation`. An older build that keeps " +
      "an older contract is `pinned-revision`.",
    remedy:
      "Decide which of the two is right. Generate types and validation from one schema, check " +
      "outgoing messages against it in tests, and set sizes as written: uvicorn `--ws-max-size`, " +
      "`ws` `maxPayload`, Python websockets `max_size`. Announce changes by version, and keep " +
      "the old words until clients have moved.",
  },
  "http-error": {
    looksLike: "A page or feature fails with 4xx or 5xx while the rest works.",
    proof:
      "One route answers a valid request with an error, each time, or every n-th time where " +
      "instances are gone. All routes failing are `nothing-listening` or `saturation`; with the " +
      "token at fault, one of the auth causes.",
    remedy:
      "Read the log of that route. Validate input and answer 400 or 422 for what cannot be used; " +
      "catch a dependency that is down and answer 503 or without it. Match fixed paths before " +
      "those with an id. At the edge: take dead instances out by health checks, and compare the " +
      "route's upstream with what runs.",
  },
  "http-hang": {
    looksLike:
      "A page loads for ever, or a feature ends in a time-out of the client or a 504 of the " +
      "edge.",
    proof:
      "The connection is accepted, other routes answer, and this one's answer does not come " +
      "within its limit. If nothing answers, it is `half-open`; if everything is slow, " +
      "`slow-network` or `saturation`.",
    remedy:
      "Find what it waits for: a trace, a stack of the running process, slow queries. Give each " +
      "call outward a time limit shorter than the client's, and end with 504 and a reason. Move " +
      "long work to a job with an id to ask for.",
  },
  "fallback-dead": {
    looksLike:
      "When the socket is down, nothing works: the way over HTTP that should take over fails " +
      "too.",
    proof:
      "Questions over HTTP fail while the socket answers them, or fail exactly while a socket is " +
      "open. An answer that comes and is worse is `silent-downgrade`.",
    remedy:
      "Run the same agents behind both ways, and let none need a socket to exist. Test the way " +
      "over HTTP with the socket refused and with it hanging, and watch both. Answer 503 rather " +
      "than 200 where nobody did the work.",
  },
  "manners-missing": {
    looksLike:
      "Works for people; programs cannot tell what happened: wrong statuses, no reasons, no " +
      "headers to go by.",
    proof:
      "Statuses, error bodies, `Retry-After`, paging or security headers are not as promised, " +
      "while the service itself does its work. A route that fails is `http-error`.",
    remedy:
      "One place for errors: a status that fits, JSON with a code and a reason (RFC 9457), " +
      "`Retry-After` with 429 and 503, 405 with `Allow`, 404 for what is not there. 426 with " +
      "`Upgrade: websocket` for plain GETs of the WebSocket route. Security headers from one " +
      "middleware.",
  },
  "self-description-wrong": {
    looksLike:
      "Dashboards are green and users are not served, or the other way round; clients follow " +
      "published addresses or limits into the void.",
    proof:
      "What health, readiness, settings, metrics or the API description say is contradicted by " +
      "what the wire shows. Settings that are true and old are `settings-old`; none at all, " +
      "`settings-unpublished`.",
    remedy:
      "Compute it from what runs: readiness asks its dependencies now and not from a cache, " +
      "limits are published from the values in force, addresses from the public base URL of the " +
      "deployment, the API description from the routes. Count sessions where they open and " +
      "close.",
  },
} satisfies Readonly<Partial<Record<CauseId, Entry>>>;
