import { describe, expect, test } from "vitest";
import type { CallSaw } from "../../../src/harness/diagnosis/probes/call-saw.ts";
import type { CensusSaw, MemberSaw } from "../../../src/harness/diagnosis/probes/census-saw.ts";
import type { RemarkKind } from "../../../src/harness/diagnosis/probes/tour-saw.ts";
import type { Sightings } from "../../../src/harness/diagnosis/sightings.ts";
import { call, causesFor, front } from "./http-values.ts";
import { handshake } from "./liveness-values.ts";

const bad = (path: string, status: number, more = {}) =>
  call(path, { status, ok: false, said: "Bad Gateway", isJson: false, ...more });

describe("what is said to anybody over HTTP", () => {
  test("names nothing where all is as promised", () => {
    expect(causesFor({ front: front() })).toEqual([]);
  });

  test("is a gateway that reaches nobody when everything ends the same", () => {
    const all = (paths: readonly string[]) => paths.map((path) => bad(path, 502));
    const saw = front({
      health: all(["/health", "/health"]),
      ...{ open: all(["/a", "/b"]), doors: all(["/u"]), again: all(["/a", "/b", "/u"]) },
      identity: { isRight: false, isWell: false },
      manners: { unknownPath: bad("/nowhere", 502), wrongMethod: bad("/health", 502) },
    });
    expect(causesFor({ front: saw })[0]).toBe("nothing-listening");
  });

  test("is a cold start when the first request alone fails", () => {
    const health = [bad("/health", 503), call("/health")];
    expect(causesFor({ front: front({ health }) })[0]).toBe("cold-start");
  });

  test("is a cold start when all that is asked first fails and all that is asked later does not", () => {
    const cold = (path: string) => bad(path, 503, { headers: { "retry-after": "2" } });
    const saw = front({
      ...{
        health: [cold("/health"), cold("/health")],
        identity: { isRight: false, isWell: false },
      },
      ...{ open: [cold("/a"), cold("/b")], doors: [cold("/u")], again: [cold("/a")] },
      manners: { unknownPath: cold("/nowhere"), wrongMethod: cold("/health") },
    });
    const plain = {
      routes: [],
      health: { path: "/health", handshake: { ...handshake, status: 200 } },
    };
    const offer = { handshake, switched: true, frames: [] };
    expect(causesFor({ front: saw, plain, offer })).toEqual(["cold-start"]);
    expect(causesFor({ front: saw, plain: { routes: [] }, offer })[0]).toBe("nothing-listening");
  });

  test("says nothing of who is behind an edge that puts everybody off or asks for a password", () => {
    const put = (status: number) => (path: string) =>
      call(path, { status, ok: false, said: "<h1>No</h1>", reasoned: false, missing: ["status"] });
    const all = (status: number) =>
      front({
        ...{ health: [put(status)("/health")], identity: { isRight: false, isWell: false } },
        ...{
          open: ["/a", "/b"].map(put(status)),
          doors: ["/u", "/v", "/w", "/x"].map(put(status)),
        },
      });
    expect(causesFor({ front: all(502) })).not.toContain("wrong-server");
    expect(causesFor({ front: { ...all(429), health: front().health } })).not.toContain(
      "manners-missing",
    );
  });

  test("is saturation when requests fail side by side and none by itself", () => {
    const open = ["/a", "/b", "/c", "/d", "/e", "/f", "/g"].map((path) => bad(path, 503));
    const again = open.map(({ path }) => call(path));
    expect(causesFor({ front: front({ open, again }) })[0]).toBe("saturation");
  });

  test("is a route that fails when it fails again and others serve", () => {
    const broken = bad("/a", 500);
    const saw = front({ open: [broken, call("/b"), call("/c")], again: [broken] });
    expect(causesFor({ front: saw })).toEqual(["http-error"]);
  });

  test("is a route that hangs when it keeps silent twice and others serve", () => {
    const { status: _, ...silent } = call("/a", { ok: false, failure: "TIMEOUT", said: "" });
    const saw = front({ open: [silent, call("/b"), call("/c")], again: [silent] });
    expect(causesFor({ front: saw })).toEqual(["http-hang"]);
  });

  test("is half open when answers to a user begin and go silent midway, and a hang when none begins", () => {
    const { status: _, ...silent } = call("/a", { ok: false, failure: "TIMEOUT", said: "" });
    const causes = (saw: CallSaw): readonly string[] =>
      causesFor({
        front: front(),
        tour: { calls: [call("/b"), call("/c"), saw], remarks: [], users: 2 },
      });
    expect(causes({ ...silent, brokenOff: true })[0]).toBe("half-open");
    expect(causes(silent)[0]).toBe("http-hang");
  });

  test("is a login in front when what is open asks for Basic", () => {
    const headers = { "www-authenticate": 'Basic realm="x"' };
    const health = [1, 2].map(() => bad("/health", 401, { headers }));
    const open = ["/a", "/b"].map((path) => bad(path, 401, { headers }));
    const saw = front({ health, open, again: open, identity: { isRight: false, isWell: false } });
    expect(causesFor({ front: saw })[0]).toBe("edge-wants-login");
  });

  test("is somebody else when the name is another", () => {
    const identity = { service: "orders", isRight: false, status: "healthy", isWell: true };
    expect(causesFor({ front: front({ identity }) })[0]).toBe("wrong-server");
  });

  test("is a shaky deployment and no lack of manners when failures come and go", () => {
    const open = ["/a", "/b", "/c", "/d"].map((path) => bad(path, 502));
    const again = [call("/a"), bad("/b", 502), call("/c"), bad("/d", 502)];
    expect(causesFor({ front: front({ open: [...open, call("/e")], again }) })).toEqual([
      "http-error",
    ]);
  });
});

describe("what a deployment runs with", () => {
  const unlike = [{ key: "idle", expected: "360", actual: "240" }];
  const settings = { published: true, blank: [], unlike: [], inverted: [] };

  test("is old when values differ, and pinned when routes lack besides", () => {
    const old = { ...settings, unlike };
    expect(causesFor({ front: front({ settings: old }) })).toEqual(["settings-old"]);
    const gone = call("/x", { status: 404, ok: false, said: '{"detail":"none"}' });
    const doors = [...front().doors, gone];
    expect(causesFor({ front: front({ settings: old, doors, again: [gone] }) })[0]).toBe(
      "pinned-revision",
    );
  });

  test("is not told when there is no block, or a key without a value", () => {
    const none = { ...settings, published: false };
    const blank = { ...settings, blank: ["idle"] };
    expect(causesFor({ front: front({ settings: none }) })).toEqual(["settings-unpublished"]);
    expect(causesFor({ front: front({ settings: blank }) })).toEqual(["settings-unpublished"]);
  });

  test("is inverted when an outer limit is shorter than an inner one", () => {
    const inverted = { ...settings, inverted: ["beat 45 >= timeout 15"] };
    expect(causesFor({ front: front({ settings: inverted }) })[0]).toBe("budget-inverted");
  });

  test("is mixed when one address tells two revisions, and then it is nothing else", () => {
    const old = { ...settings, unlike };
    const saw = front({ settings: old, revisions: ["r1", "r0", "r1"] });
    expect(causesFor({ front: saw })).toEqual(["mixed-revisions"]);
  });
});

describe("many fresh connections", () => {
  const member = (via: "http" | "ws", print: string, more: Partial<MemberSaw> = {}): MemberSaw => ({
    ...{ via, print, outcome: via === "ws" ? "101" : "200", ok: true, tookMs: 3, ...more },
  });
  const seven = [1, 2, 3, 4, 5, 6, 7];
  const census = (more: Partial<CensusSaw>): CensusSaw => ({
    ...{ members: seven.map(() => member("ws", "selects a1")), held: 7, mixups: [], ...more },
  });

  test("meet several builds when handshakes are of two makes", () => {
    const members = seven.map((n) => member("ws", n === 4 ? "selects nothing b2" : "selects a1"));
    expect(causesFor({ front: front(), census: census({ members }) })).toEqual(["mixed-revisions"]);
  });

  test("belong to users who are taken for one another when they are told so", () => {
    const saw = census({ mixups: ["2 of 4 are taken for another"] });
    expect(causesFor({ front: front(), census: saw })).toEqual(["data-foreign"]);
  });

  test("are more than is borne when their user is locked out for them, however they ended", () => {
    const members = seven.map(() => member("ws", "selects a1"));
    const gone = census({ members, displaced: 4 });
    const offer = { switched: true, frames: [] } as unknown as Sightings["offer"];
    const judged = (saw: CensusSaw) => causesFor({ front: front(), offer, census: saw });
    expect(judged({ ...gone, afterwards: "401" })).toEqual(["saturation"]);
    expect(judged({ ...gone, afterwards: "200" })).toEqual([]);
  });

  test("are more than is borne when the count of held ones never falls", () => {
    const kept = census({ counted: { before: 3, during: 10, after: 10 } });
    const let0 = census({ counted: { before: 3, during: 10, after: 3 } });
    const some = census({ counted: { before: 3, during: 10, after: 9 } });
    expect(causesFor({ front: front(), census: kept })).toEqual(["saturation"]);
    expect(causesFor({ front: front(), census: some })).toEqual(["saturation"]);
    expect(causesFor({ front: front(), census: let0 })).toEqual([]);
  });
});

describe("what a user finds over HTTP", () => {
  const round = (about: RemarkKind) => ({
    front: front(),
    tour: { calls: [call("/a")], remarks: [{ about, text: "seen" }], users: 2 },
    census: { members: [], held: 0, mixups: [] },
  });

  test("is named by what the remark is about", () => {
    expect(causesFor(round("foreign"))).toEqual(["data-foreign"]);
    expect(causesFor(round("lost"))).toEqual(["data-lost"]);
    expect(causesFor(round("unfounded"))).toEqual(["answer-unfounded"]);
    expect(causesFor(round("downgraded"))).toEqual(["silent-downgrade"]);
  });

  test("is nobody's loss when part of it is there and fresh connections meet several builds", () => {
    const remarks = [{ about: "lost" as const, text: "1 of 2 new threads", partial: true }];
    const tour = { calls: [call("/a")], remarks, users: 2 };
    const met = (...revisions: string[]) => ({
      members: revisions.map((revision) => ({
        ...{ via: "http" as const, outcome: "200", ok: true, print: revision, revision, tookMs: 3 },
      })),
      ...{ held: 0, mixups: [] },
    });
    const seen = { front: front(), tour };
    expect(causesFor({ ...seen, census: met("r1", "r1", "r1") })).toEqual(["data-lost"]);
    expect(causesFor({ ...seen, census: met("r1", "r0", "r1", "r1") })).toEqual([
      "mixed-revisions",
    ]);
    // What the census may still tell is waited for.
    expect(causesFor(seen)).toEqual([]);
  });

  test("is nobody else's when it was changed unseen, by a build that knows of no owner", () => {
    const read = { name: "readThread" };
    const calls = [call("/t", read), call("/t", { ...read, ok: false, status: 404 }), call("/a")];
    const told = (unseen: boolean) => {
      const remarks = [{ about: "foreign" as const, text: "seen", unseen }];
      return { front: front(), tour: { calls, remarks, users: 2 } };
    };
    const builds = ["r0", "r1"].map((print) => ({
      ...{ via: "http" as const, outcome: "200", ok: true, print, revision: print, tookMs: 3 },
    }));
    const met = { census: { members: builds, held: 0, mixups: [] } };
    expect(causesFor({ ...told(false), ...met })).toContain("data-foreign");
    expect(causesFor({ ...told(true), ...met })).not.toContain("data-foreign");
  });

  test("is a way that is shut when every question fails and the rest is served", () => {
    const asked = call("/ask", { name: "execute", status: 200, ok: false });
    const calls = [asked, ...["/a", "/b", "/c"].map((path) => call(path))];
    expect(causesFor({ front: front(), tour: { calls, remarks: [], users: 2 } })).toEqual([
      "fallback-dead",
    ]);
  });
});
