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
      "Mend the line that is named, and read every file of the branch before anything is built: " +
      "`gapproof ready` in the pipeline does.",
  },
  "manifest-unplanned": {
    looksLike: "It is deployed as written, and what is written is not what was planned.",
    proof:
      "A key of the plan is missing from the files of the branch, is empty, or has another value. " +
      "Where the files are right and what runs is not, it is `settings-old`.",
    remedy:
      "Write the planned value into the file that counts, the last one that names the key, and " +
      "look for a second place that says otherwise: a default in a script, a variable of the pipeline.",
  },
  "manifest-misaddressed": {
    looksLike: "Links, logins or tokens lead to a laptop, or to another environment.",
    proof:
      "The manifest of a deployed environment names localhost, a private address or another " +
      "environment's host, or leaves out which environment it is, so that the default counts.",
    remedy:
      "Give each environment its own hosts, in one file per environment, and name the environment " +
      "outright: what is left out becomes development.",
  },
  "secret-in-manifest": {
    looksLike: "Nothing, until somebody reads the repository, the image or the platform's console.",
    proof: "A key that names a secret has a value beside it instead of a reference to a store.",
    remedy:
      "Rotate it: what was committed once is known. Then keep it in a store and refer to it: " +
      "`secretKeyRef` in Kubernetes and Cloud Run, `secrets:` in compose, `--set-secrets` in gcloud.",
  },
  "services-disagree": {
    looksLike: "Each service is healthy by itself; tokens of one are refused by another.",
    proof:
      "Two services of one environment are given different values, or different secrets, for one " +
      "setting. If the wire shows it and the files do not, it is `secret-mismatch`.",
    remedy:
      "Let every service refer to one secret and one value: the same name and version in the store, " +
      "and one file they all include. Deploy them together when it changes.",
  },
} satisfies Readonly<Partial<Record<CauseId, Entry>>>;
