import { expect, test } from "vitest";
import { parseAllDocuments } from "yaml";
import { referenceManifests } from "../../../src/fixtures/backend/manifests.ts";
import { fault } from "../../../src/fixtures/faults/fault.ts";
import { faults, manifestsOf } from "../../../src/fixtures/faults/index.ts";

const onFiles = faults.filter(({ deploys }) => deploys !== undefined);

test("a branch without faults deploys the reference manifests, each of them one service", () => {
  const manifests = manifestsOf([], "abc1234");
  expect(manifests).toEqual(referenceManifests("abc1234"));
  for (const [file, text] of Object.entries(manifests)) {
    const read = [parseAllDocuments(text)].flat();
    expect(
      read.map((document) => document.errors),
      file,
    ).toEqual([[]]);
    expect(
      read.map((document) => document.get("kind")),
      file,
    ).toEqual(["Service"]);
    expect(text).toContain(":abc1234\n");
  }
});

test.each(onFiles.map((one) => [one.id, one] as const))(
  "%s changes a file, and only files",
  (_, one) => {
    expect(manifestsOf([one])).not.toEqual(manifestsOf([]));
    const { bend, edge, link, options, dress, second } = one;
    expect([bend, edge, link, options, dress, second].filter((act) => act !== undefined)).toEqual(
      [],
    );
  },
);

test("faults that edit different texts have their way beside one another", () => {
  const [one, other] = ["manifest.misses-a-key", "manifest.empties-a-key"].map((id) =>
    onFiles.filter((each) => each.id === id),
  );
  const both = manifestsOf([...(one ?? []), ...(other ?? [])])["backend.yaml"];
  expect(both).not.toContain("WEBSOCKET_PING_TIMEOUT");
  expect(both).toContain('WEBSOCKET_CLEANUP_INTERVAL, value: ""');
});

test("a fault whose text is not there is refused by its name", () => {
  const stale = fault({
    id: "manifest.stale",
    family: "manifest",
    cause: "manifest-unplanned",
    title: "edits what is not there",
    deploys: [{ file: "auth.yaml", from: "nothing of the kind", to: "" }],
  });
  expect(() => manifestsOf([stale])).toThrow(/fault manifest\.stale.*once in auth\.yaml.*0 times/);
});
