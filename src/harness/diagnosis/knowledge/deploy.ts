import type { CauseId } from "../../../ground/cause.ts";
import type { Entry } from "./entry.ts";

export const deployCauses = {
  "cold-start": {
    looksLike: "The first visitors get 503 or wait long; who comes back a little later is served.",
    proof:
      "The first answers are 503, often with `Retry-After`, or slow, and the same requests work " +
      "soon after without a crowd. If they only fail beside others it is `saturation`; if " +
      "upgrades alone fail for good, `http2-only`.",
    remedy:
      "Take traffic only when ready: a startup and a readiness probe that ask for what requests " +
      "need. Cloud Run: `--min-instances=1 --cpu-boost` and a startup probe. Load models and " +
      "connections at start, not at the first request. Clients: retry a 503 after its " +
      "`Retry-After`. Should it never come up, read the log of the start.",
  },
  saturation: {
    looksLike:
      "Works alone, fails in a crowd: 429, 503, 1013, dropped events, answers that get slower " +
      "with the number of users.",
    proof:
      "A ladder of concurrent connections or requests has a knee: below it all is well, above it " +
      "come refusals or delays. At any load it is `cold-start`; with the edge's marks on the " +
      "refusal, `edge-refuses`.",
    remedy:
      "Count what one instance holds. A WebSocket is a request for as long as it lives. Cloud " +
      "Run: `--concurrency` (80 otherwise, 1000 at most) times `--max-instances`; beyond that, " +
      "requests wait and end with 429. uvicorn: `--limit-concurrency` answers 503, `--workers`. " +
      "nginx: `worker_connections` (two per socket). Raise `ulimit -n` and pools with it. Count " +
      "allowances per user, let go of closed connections, and give back what a lockout took.",
  },
  "mixed-revisions": {
    looksLike: "It fails now and then, for some connections, and a reload may help.",
    proof:
      "Fresh connections read more than one revision, and failure goes with one of them; the " +
      "address of one revision alone is clean. HTTP may have one and the WebSocket another: the " +
      "welcome tells. Failures without a difference in revision are one bad instance.",
    remedy:
      "See who gets traffic: `gcloud run services describe NAME " +
      "--format='value(status.traffic)'`, then `update-traffic NAME --to-latest`, or name the " +
      "share you want; a split outlives later deployments. Kubernetes: `kubectl rollout status`, " +
      "and one label set per service. Keep neighbouring revisions compatible while both run, and " +
      "publish the revision in the health answer.",
  },
  "pinned-revision": {
    looksLike: "The fix was deployed and the fault is still there, for everybody.",
    proof:
      "Every fresh connection reads one revision, and it is not the expected one " +
      "(`--expect-revision`). If the revision is right and the settings are not, it is " +
      "`settings-old`; if it varies, `mixed-revisions`.",
    remedy:
      "Send traffic to what was deployed: `gcloud run services update-traffic NAME --to-latest`. " +
      "After a rollback or a split, new revisions get nothing until that is said. Deploy by " +
      "image digest rather than `latest`; see that the rollout finished and did not fall back on " +
      "a failed probe; purge what a CDN keeps.",
  },
  draining: {
    looksLike: "Many sessions end together, with 1001 or 1012, and reconnecting works.",
    proof:
      "Connections of different ages end at once by a close frame of the server's, and the " +
      "revision or the start time differs afterwards. At one age it is `lifetime-limit`; if " +
      "every new session ends that way, the handler does it.",
    remedy:
      "On SIGTERM: fail readiness, take no new connections, close the old ones with 1001 or 1012 " +
      "spread over the time there is, and let runs be resumed. Cloud Run gives 10 s, Kubernetes " +
      "`terminationGracePeriodSeconds`; uvicorn `--timeout-graceful-shutdown`. Clients reconnect " +
      "with jitter and resume. If it never stops, look for a restart loop.",
  },
  "settings-old": {
    looksLike:
      "The new limits do not hold: time-outs, sizes or switches are those of an earlier " +
      "deployment.",
    proof:
      "The published settings, or the limits measured, are the earlier ones, while the revision " +
      "is the expected one. An old revision is `pinned-revision`.",
    remedy:
      "Deploy settings with the code: from one manifest, in one step. Instances read variables " +
      "when they start, so a change needs a new revision (`gcloud run services update NAME " +
      "--update-env-vars=...`). Look for a default in the image that wins over the variable, and " +
      "publish a hash of the settings in force.",
  },
  "settings-unpublished": {
    looksLike:
      "Nobody can say what the deployment runs with, and clients that read its settings find " +
      "blanks.",
    proof:
      "The settings route is missing, or answers without values, while the service runs. Values " +
      "that are there and wrong are `self-description-wrong`.",
    remedy:
      "Publish the settings clients depend on, from the values in force and without secrets: " +
      "limits, time-outs, public addresses. Let startup fail when one that must be published is " +
      "unset.",
  },
} satisfies Readonly<Partial<Record<CauseId, Entry>>>;
