import type { Path, YamlDocument } from "../../target/compose/yaml-document.ts";

/** Where each interface of Cloud Run names the revision that was made last, ready or not. */
const createdPaths: readonly Path[] = [
  ["status", "latestCreatedRevisionName"],
  ["latestCreatedRevision"],
];

/** Where each names the last one that is ready to answer. */
export const readyPaths = {
  first: ["status", "latestReadyRevisionName"],
  second: ["latestReadyRevision"],
} as const satisfies Readonly<Record<string, Path>>;

/** Where a template may name the revision that is made of it. */
const templatePaths: readonly Path[] = [
  ["spec", "template", "metadata", "name"],
  ["template", "revision"],
];

/** Who gets how much: as it is, and as somebody wants it. */
const trafficLists: readonly (readonly [list: Path, name: string])[] = [
  [["status", "traffic"], "revisionName"],
  [["trafficStatuses"], "revision"],
  [["spec", "traffic"], "revisionName"],
  [["traffic"], "revision"],
];

/**
 * What a service describes are the settings of its newest revision: where that one never became ready, or others
 * answer, too, they are not what runs.
 *
 * @throws {@link ConfigurationError} naming file and line of the other revision
 */
export function refuseOtherTraffic(document: YamlDocument): void {
  const created = firstOf(document, createdPaths);
  const ready = firstOf(document, Object.values(readyPaths));
  if (created !== undefined && created.name !== ready?.name) {
    const rule = `must describe a revision that is ready: ${created.name} is not`;
    const instead =
      ready === undefined ? "" : `, so ${ready.name} answers${toDescribe(ready.name)}`;
    document.refuse(created.path, `${rule}${instead}`);
  }
  const described = [created, ready, firstOf(document, templatePaths)].map((one) => one?.name);
  for (const [list, name] of trafficLists) {
    for (const at of document.listAt(list).keys()) {
      const other = lastPart(document.textAt([...list, at, name]));
      const percent = Number(document.textAt([...list, at, "percent"]) ?? 0);
      if (other === undefined || percent === 0 || described.includes(other)) continue;
      const rule = `must send all its traffic to the revision it describes: ${other} gets ${percent} %`;
      document.refuse([...list, at], `${rule}${toDescribe(other)}`);
    }
  }
}

function toDescribe(revision: string): string {
  return ` (gcloud run revisions describe ${revision})`;
}

/** The first of several places where a revision is named. */
function firstOf(document: YamlDocument, paths: readonly Path[]) {
  return paths
    .flatMap((path) => {
      const name = lastPart(document.textAt(path));
      return name === undefined ? [] : [{ path, name }];
    })
    .at(0);
}

/** `projects/p/locations/l/services/s/revisions/s-2` is `s-2`; a blank name is none. */
function lastPart(name: string | undefined): string | undefined {
  return name?.split("/").at(-1) || undefined;
}
