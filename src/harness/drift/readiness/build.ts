import { isBlank, type Setting } from "../setting.ts";
import { readImageReference } from "./image-reference.ts";
import { type Look, looked, notLooked, together } from "./look.ts";
import { isPlaceholder } from "./placeholder.ts";
import type { Deployable, Subject } from "./subject.ts";

/** What is deployed is one build, and says which: rule `build-named`. */
export function lookAtBuild(subject: Subject): Look {
  if (subject.deployables.length === 0) return notLooked("no files");
  return together(subject.deployables.map((deployable) => buildLook(deployable, subject)));
}

function buildLook({ service, set }: Deployable, { contract, branch }: Subject): Look {
  const isCloud = set.sources.some(
    ({ platform }) => platform === "kubernetes" || platform === "cloud-run",
  );
  if (!isCloud) return notLooked(`files of ${service} are for no cloud`);
  const key = contract.settings?.commit;
  const commit = key === undefined ? undefined : set.get(branch.rules.of(key).name)?.setting;
  if (commit !== undefined && !isBlank(commit.value)) return looked([]);
  const image = set.get("image")?.setting;
  if (image === undefined) return notLooked(`files of ${service} name no image`);
  const text = image.value.kind === "text" ? image.value.text.trim() : "";
  // `registry/backend:$SHORT_SHA` is named when it is deployed; `$IMAGE` may be anything.
  if (/:[^/]*\$[^/]*$/.test(text)) return looked([]);
  if (text === "" || isPlaceholder(text))
    return notLooked(`image of ${service}: it is filled in when it is deployed`);
  const wrong = wrongWith(text);
  return wrong === undefined ? looked([]) : unnamed(image, { service, wrong, key });
}

function wrongWith(text: string): string | undefined {
  const reference = readImageReference(text);
  if (reference === undefined) return "is no reference of an image";
  const { tag, digest } = reference;
  if (digest !== undefined) return undefined;
  if (tag === undefined) return "has no tag, which means latest";
  return tag === "latest" ? "is whatever was built last" : undefined;
}

function unnamed(
  { value, from }: Setting,
  told: {
    readonly service: Deployable["service"];
    readonly wrong: string;
    readonly key: string | undefined;
  },
): Look {
  const { service, wrong, key } = told;
  const other = key === undefined ? "" : `, or set ${key} to the commit`;
  return looked([
    {
      because: `image ${value.kind === "text" ? value.text : ""} ${wrong}: nobody can say which build that is`,
      ...{ cause: "manifest-unplanned", severity: "major", service, key: "image", from },
      remedy: `name a tag that is never moved, or a digest${other}`,
    },
  ]);
}
