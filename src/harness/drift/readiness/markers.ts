import { type Finding, type Look, looked, notLooked } from "./look.ts";
import type { Marker } from "./read-markers.ts";
import type { Subject } from "./subject.ts";

/** Files hold what the contract's `markers` want in them: rule `markers-present`. */
export function lookAtMarkers({ contract, markers = [] }: Subject): Look {
  if (markers.length > 0) return looked(markers.flatMap(markerFindings));
  const isAsked = (contract.settings?.markers ?? []).length > 0;
  return notLooked(isAsked ? "nobody has read the marked files" : "the contract has no markers");
}

function markerFindings({ file, pattern, because, found }: Marker): readonly Finding[] {
  if (found === "there") return [];
  const what = found === "no-file" ? `there is no file ${file}` : `${file} lacks /${pattern}/`;
  return [
    {
      because: `${what}: ${because}`,
      ...{ cause: "manifest-unplanned", severity: "major", from: { file } },
      remedy: `bring ${file} up to date with what the contract's markers want, or drop the marker`,
    },
  ];
}
