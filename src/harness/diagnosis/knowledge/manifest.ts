import type { CauseId } from "../../../ground/cause.ts";
import type { Entry } from "./entry.ts";

export const manifestCauses = {
  "budget-inverted": {
    looksLike:
      "Time-outs without a cause: the outer one strikes first, and the one that would explain it " +
      "never does.",
    proof:
      "The numbers alone show it: a limit that contains another is the shorter of the two, such " +
      "as an idle limit below the interval of heartbeats. No traffic is needed.",
    remedy:
      "Order them from the inside out, with room between: heartbeat < idle limit < the proxy's " +
      "(`proxy_read_timeout`, `timeout tunnel`, `idle_timeout`) and handshake < step < test < " +
      "suite < job. Derive the outer ones from the inner ones in one place, and check the order " +
      "when they are read.",
  },
  "manifest-unreadable": {
    looksLike: "The deployment stops before it begins, or goes on with what was deployed last.",
    proof:
      "A parser of the file's own format refuses it and names the line: YAML, JSON, `python3 -m " +
      "py_compile`. No traffic is needed.",
    remedy:
      "Mend the line that is named: a bracket or quote nobody closed, a tab where YAML wants " +
      "spaces, a marker of a merge (`<<<<<<<`). Look by `docker compose -f FILE config -q`, " +
      "`kubectl apply --dry-run=client -f FILE` or `python3 -m py_compile FILE`, and read every " +
      "file before anything is built: `gapproof ready` as the first step of the pipeline.",
  },
  "manifest-unplanned": {
    looksLike: "It is deployed as written, and what is written is not what was planned.",
    proof:
      "A key of the plan is missing from the files of the branch, is empty, or has another value; " +
      "or what is built is named by a tag that moves. Where the files are right and what runs is " +
      "not, it is `settings-old`.",
    remedy:
      "Write the planned value into the file that counts, the last one that names the key: under " +
      '`env:` as `- name: KEY` and `value: "360"`, under `environment:` in compose, or ' +
      "`gcloud run deploy NAME --update-env-vars=KEY=360 --memory=4Gi --min-instances=1`. Look for " +
      "a second place that says otherwise (`git grep -n KEY`): a default in a script, a variable " +
      "of the pipeline. Name images by digest (`image: NAME@sha256:…`) or by the commit. If the " +
      "plan is what is out of date, change the contract in the same commit.",
  },
  "manifest-misaddressed": {
    looksLike: "Links, logins or tokens lead to a laptop, or to another environment.",
    proof:
      "The manifest of a deployed environment names localhost, a private address or another " +
      "environment's host, or leaves out which environment it is, so that the default counts. If " +
      "the deployment publishes such an address and its files do not, it is " +
      "`self-description-wrong`.",
    remedy:
      "Give each environment its own hosts, in one file per environment, and name the environment " +
      "outright (`ENVIRONMENT=staging`): what is left out becomes development. Find what is left " +
      "over by `git grep -nE 'localhost|127\\.0\\.0\\.1' -- deploy/`, and let startup fail when a " +
      "deployed service is given a loopback address.",
  },
  "secret-in-manifest": {
    looksLike: "Nothing, until somebody reads the repository, the image or the platform's console.",
    proof: "A key that names a secret has a value beside it instead of a reference to a store.",
    remedy:
      "Rotate it first: what was committed once is known, whatever is committed later. Then keep " +
      "it in a store (`gcloud secrets create NAME --data-file=-`, `kubectl create secret generic " +
      "NAME --from-file=KEY`) and refer to it: `valueFrom: { secretKeyRef: { name: NAME, key: " +
      "latest } }` in Kubernetes and Cloud Run, `secrets:` in compose, " +
      "`--set-secrets=KEY=NAME:latest` in gcloud.",
  },
  "services-disagree": {
    looksLike: "Each service is healthy by itself; tokens of one are refused by another.",
    proof:
      "Two services of one environment are given different values, or different secrets, for one " +
      "setting. If the wire shows it and the files do not, it is `secret-mismatch`.",
    remedy:
      "Let every service refer to one secret and one value: the same name and version in the store " +
      "(`secretKeyRef: { name: NAME, key: latest }` in each of them, `--set-secrets=KEY=NAME:3` in " +
      "gcloud), and one file they all include (`env_file:` in compose, `envFrom:` in Kubernetes). " +
      "Deploy them together when it changes: an instance keeps the secret it started with.",
  },
} satisfies Readonly<Partial<Record<CauseId, Entry>>>;
