import { describe, expect, test } from "vitest";
import { similar } from "../../../src/cli/explain/similar.ts";
import { runProgram } from "../../../src/cli/program.ts";
import { faults } from "../../../src/fixtures/faults/index.ts";
import { causes } from "../../../src/ground/cause.ts";
import { knowledgeOf } from "../../../src/harness/diagnosis/knowledge.ts";
import { RecordingIo } from "./recording-io.ts";

async function run(...argv: readonly string[]): Promise<RecordingIo> {
  const io = new RecordingIo({ cwd: "/nowhere" });
  await runProgram(io, argv);
  return io;
}

describe("gapproof explain, of a cause", () => {
  test("says what it looks like, what proves it, what to do and what plays it", async () => {
    const io = await run("explain", "upgrade-stripped");
    expect(io).toMatchObject({ exitCode: 0, stderr: "" });
    expect(io.stdout).toMatch(/^upgrade-stripped {2}cause H1, layer edge\nA proxy drops/);
    for (const heading of ["looks like", "proof", "what to do", "faults that play it"]) {
      expect(io.stdout).toContain(`\n${heading}\n`);
    }
    expect(io.stdout.replaceAll(/\s+/g, " ")).toContain(
      'proxy_http_version 1.1; proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection "upgrade";',
    );
    expect(io.stdout).toContain("    gapproof serve --fault edge.strips-upgrade\n");
  });

  test("finds it by its row of the taxonomy, whichever way that is written", async () => {
    const { stdout } = await run("explain", "never-negotiates");
    expect((await run("explain", "H4")).stdout).toBe(stdout);
    expect((await run("explain", "h4")).stdout).toBe(stdout);
  });

  test("says which others look the same from outside", async () => {
    const { stdout } = await run("explain", "never-negotiates");
    expect(stdout).toMatch(/looks the same from outside\n {2}offer-stripped, selection-stripped;/);
    expect((await run("explain", "buffering")).stdout).not.toContain("looks the same");
  });

  test("offers no command for what only a deployment can have", async () => {
    const { stdout } = await run("explain", "certificate-untrusted");
    expect(stdout).toContain("    edge.shows-expired-certificate: on a deployment only\n");
    expect(stdout).not.toContain("serve --fault");
  });

  test("is one JSON document for programs, with all that is known", async () => {
    const { stdout, exitCode } = await run("explain", "offer-stripped", "--json");
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      ...{ kind: "cause", id: "offer-stripped", taxonomy: "H2", layer: "edge" },
      ...knowledgeOf("offer-stripped"),
      alike: ["selection-stripped", "never-negotiates"],
      faults: [{ id: "edge.strips-offer", play: "gapproof serve --fault edge.strips-offer" }],
    });
  });

  test("keeps to the width of the terminal, and to one that can be read", async () => {
    for (const { id } of causes.slice(0, 12)) {
      const { stdout } = await run("explain", id);
      for (const line of stdout.split("\n").filter((text) => text.trim().includes(" "))) {
        expect(line.length, line).toBeLessThanOrEqual(100);
      }
    }
  });
});

describe("gapproof explain, of a fault", () => {
  test("says what happens, with which figures, why, and how to play it", async () => {
    const { stdout, exitCode } = await run("explain", "network.is-slow");
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^network\.is-slow {2}fault, family network\nThe backend is far away/);
    expect(stdout).toContain("slow-network (N7): The network is slow");
    expect(stdout).toContain("  gapproof serve --fault network.is-slow\n");
    expect(stdout).toContain("  gapproof explain slow-network\n");
  });

  test("shows the parameters of every fault as data", async () => {
    const withParameters = faults.find(({ parameters }) => Object.keys(parameters).length > 0);
    const { stdout } = await run("explain", withParameters?.id ?? "", "--json");
    expect(JSON.parse(stdout)).toMatchObject({
      ...{ kind: "fault", parameters: withParameters?.parameters },
      cause: { id: withParameters?.cause },
    });
  });
});

describe("gapproof explain, of a check", () => {
  test("says what it asserts, its rows and its file, and how to run it", async () => {
    const { stdout, exitCode } = await run("explain", "websocket.upgrades", "--json");
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      ...{ kind: "check", id: "websocket.upgrades", journey: "websocket" },
      suspects: expect.arrayContaining(["upgrade-stripped"]),
      rows: expect.arrayContaining([expect.stringMatching(/^[A-Z]\d+$/)]),
      file: expect.stringMatching(/tests\/[a-z0-9-]+\/[a-z0-9-]+\.test\.ts$/),
    });
  });

  test("is said to people in words", async () => {
    const { stdout } = await run("explain", "websocket.upgrades");
    expect(stdout).toMatch(
      /^websocket\.upgrades {2}check, phase deployment-validation, journey websocket\n/,
    );
    expect(stdout).toContain("\nupgrades, with an accept key of its own");
    expect(stdout).toContain("causes to think of when it fails\n  ");
    expect(stdout).toContain("  gapproof gate -t websocket.upgrades\n");
  });

  test("offers ids that are near to one nobody has, and ends with 2", async () => {
    const { stdout, stderr, exitCode } = await run("explain", "never-negotiate");
    expect({ stdout, exitCode }).toEqual({ stdout: "", exitCode: 2 });
    expect(stderr).toMatch(
      /^ID must be that of a cause, a fault or a check; near to it: never-negotiates, .*"never-negotiate"\.\n$/,
    );
  });
});

describe("gapproof explain", () => {
  test("lists every cause under its layer, and says where the other ids are", async () => {
    const { stdout, exitCode } = await run("explain", "--list");
    expect(exitCode).toBe(0);
    for (const { id, layer } of causes) {
      expect(stdout).toContain(`  ${id} `);
      expect(stdout).toMatch(new RegExp(`^${layer}$`, "m"));
    }
    expect(stdout).toContain("gapproof serve --list-faults");
    const { stdout: data } = await run("explain", "--list", "--json");
    expect(JSON.parse(data)).toEqual(causes);
  });

  test.for([[[]], [["buffering", "--list"]]])("wants an id or --list: %j", async ([argv = []]) => {
    const { stderr, exitCode } = await run("explain", ...argv);
    expect(exitCode).toBe(2);
    expect(stderr).toBe("explain must be given either an ID or --list.\n");
  });
});

describe("similar ids", () => {
  test.for([
    ["bufering", "buffering"],
    ["stripped-upgrade", "upgrade-stripped"],
    ["WRONG-ACEPT", "wrong-accept"],
  ] as const)("of %s: %s first", ([typed, meant]) => {
    const ids = causes.map(({ id }) => id);
    expect(similar(typed, ids)[0]).toBe(meant);
  });

  test("are not offered for what is near to nothing", () => {
    expect(similar("xyzzy", ["buffering", "blackhole"])).toEqual([]);
    expect(similar("", ["buffering"])).toEqual([]);
  });
});
