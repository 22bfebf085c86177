import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readImageReference } from "../../../src/harness/drift/readiness/image-reference.ts";
import { readMarkers } from "../../../src/harness/drift/readiness/read-markers.ts";
import { cloudRun, contractWith, folderWith, toldBy, unseenBy } from "./readiness-branch.ts";

const digest = `sha256:${"a".repeat(64)}`;

describe("a reference of an image", () => {
  test.each([
    ["backend", { name: "backend" }],
    ["team/backend:1.2", { name: "team/backend", tag: "1.2" }],
    ["localhost:5000/backend", { name: "localhost:5000/backend" }],
    [
      "localhost:5000/team/backend:v1_2-rc.3",
      { name: "localhost:5000/team/backend", tag: "v1_2-rc.3" },
    ],
    ["[::1]:5000/backend:1", { name: "[::1]:5000/backend", tag: "1" }],
    [`gcr.io/t/b@${digest}`, { name: "gcr.io/t/b", digest }],
    [`gcr.io/t/b:latest@${digest}`, { name: "gcr.io/t/b", tag: "latest", digest }],
    [
      "europe-west1-docker.pkg.dev/p-1/repo/back__end:1",
      { name: "europe-west1-docker.pkg.dev/p-1/repo/back__end", tag: "1" },
    ],
    ["a b", undefined],
    ["backend:", undefined],
    ["https://gcr.io/backend:1", undefined],
    ["backend@sha256:abc", undefined],
  ])("%s", (text, expected) => {
    expect(readImageReference(text)).toEqual(expected);
  });
});

describe("build-named", () => {
  const what = ": nobody can say which build that is";
  test.each([
    ["gcr.io/team/backend:1.2", []],
    ["registry:5000/backend:$SHORT_SHA", []],
    [`registry:5000/backend:\${TAG}`, []],
    [`backend@${digest}`, []],
    [`backend:latest@${digest}`, []],
    ["backend:latest", [`image: image backend:latest is whatever was built last${what}`]],
    [
      "registry:5000/backend",
      [`image: image registry:5000/backend has no tag, which means latest${what}`],
    ],
    ["https://gcr.io/b:1", [`image: image https://gcr.io/b:1 is no reference of an image${what}`]],
  ])("judges %s", (image, told) => {
    expect(toldBy("build-named", { "b.yaml": cloudRun({}, { image }) })).toEqual(told);
  });

  test("is content with a commit, unless it is blank", () => {
    const with_ = (commit: string) =>
      toldBy("build-named", { "b.yaml": cloudRun({ GIT_COMMIT: commit }, { image: "b:latest" }) });
    expect(with_("4f2a9c1")).toEqual([]);
    expect(with_("")).toHaveLength(1);
  });

  test("looks at what goes to a cloud alone, and at what is there", () => {
    const compose = "services:\n  backend:\n    image: backend:latest\n";
    expect(unseenBy("build-named", { "compose.yaml": compose })).toEqual({
      isLooked: false,
      unseen: ["files of backend are for no cloud"],
    });
    expect(unseenBy("build-named", { "b.yaml": cloudRun({}, { image: `"\${IMAGE}"` }) })).toEqual({
      isLooked: false,
      unseen: ["image of backend: it is filled in when it is deployed"],
    });
  });
});

describe("markers-present", () => {
  const marker = { file: "main.py", pattern: "^limit = 45$", because: "the plan moved it" };
  const contract = contractWith({ markers: [marker] });
  const judge = (files: Record<string, string>) =>
    toldBy(
      "markers-present",
      { "b.env": "A=1\n" },
      {
        contract,
        markers: readMarkers(contract, folderWith(files)),
      },
    );

  test("finds a text on any line of a file, or says why it should be there", () => {
    expect(judge({ "main.py": "import x\nlimit = 45\n" })).toEqual([]);
    expect(judge({ "main.py": "limit = 450\n" })).toEqual([
      "main.py lacks /^limit = 45$/: the plan moved it",
    ]);
    expect(judge({})).toEqual(["there is no file main.py: the plan moved it"]);
  });

  test("takes a folder for no file", () => {
    const folder = folderWith({});
    mkdirSync(join(folder, "main.py"));
    expect(readMarkers(contract, folder)).toEqual([{ ...marker, found: "no-file" }]);
  });

  test("refuses a pattern that is none", () => {
    const broken = contractWith({ markers: [{ ...marker, pattern: "(" }] });
    expect(() => readMarkers(broken, folderWith({}))).toThrow(
      'contract.settings.markers[0].pattern must be a regular expression, got "(".',
    );
  });

  test("says that nobody asked for any", () => {
    expect(unseenBy("markers-present", { "b.env": "A=1\n" })).toEqual({
      isLooked: false,
      unseen: ["the contract has no markers"],
    });
    expect(unseenBy("markers-present", { "b.env": "A=1\n" }, { contract }).unseen).toEqual([
      "nobody has read the marked files",
    ]);
  });
});
