import type { Lookup } from "../../target/compose/interpolate.ts";
import type { Path, YamlDocument } from "../../target/compose/yaml-document.ts";
import type { SourceText } from "./source-text.ts";

/** What a compose file needs of the folder it lies in. */
export interface ComposeSurroundings {
  /** Variables that are filled in. */
  readonly lookup: Lookup;
  /** A file the compose file names, relative to its own folder; `undefined` when it is not there. */
  readonly open: (path: string) => SourceText | undefined;
}

/** A service, and the file that says so. */
export interface ComposePlace {
  readonly document: YamlDocument;
  readonly path: Path;
  /** Where that file lies, relative to the first one. */
  readonly folder: string;
  readonly surroundings: ComposeSurroundings;
  /** Services that extend this one, so that a ring is noticed. */
  readonly extendedBy?: readonly string[];
}
