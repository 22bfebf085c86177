import { describe, expect, test } from "vitest";
import { type CauseId, causes } from "../../../src/ground/cause.ts";
import { redact } from "../../../src/ground/redact.ts";
import { agentCauses } from "../../../src/harness/diagnosis/knowledge/agent.ts";
import { appCauses } from "../../../src/harness/diagnosis/knowledge/app.ts";
import { authCauses } from "../../../src/harness/diagnosis/knowledge/auth.ts";
import { deployCauses } from "../../../src/harness/diagnosis/knowledge/deploy.ts";
import { dnsCauses } from "../../../src/harness/diagnosis/knowledge/dns.ts";
import { edgeCauses } from "../../../src/harness/diagnosis/knowledge/edge.ts";
import { handshakeCauses } from "../../../src/harness/diagnosis/knowledge/handshake.ts";
import { manifestCauses } from "../../../src/harness/diagnosis/knowledge/manifest.ts";
import { stateCauses } from "../../../src/harness/diagnosis/knowledge/state.ts";
import { streamCauses } from "../../../src/harness/diagnosis/knowledge/stream.ts";
import { tcpCauses } from "../../../src/harness/diagnosis/knowledge/tcp.ts";
import { tlsCauses } from "../../../src/harness/diagnosis/knowledge/tls.ts";
import { knowledgeOf } from "../../../src/harness/diagnosis/knowledge.ts";
import { renderCausesPage } from "./causes-page.ts";

const layers = {
  dns: dnsCauses,
  tcp: tcpCauses,
  tls: tlsCauses,
  edge: edgeCauses,
  handshake: handshakeCauses,
  auth: authCauses,
  app: appCauses,
  stream: streamCauses,
  agent: agentCauses,
  state: stateCauses,
  deploy: deployCauses,
  manifest: manifestCauses,
};

describe("what is known of causes", () => {
  test("stands in the file of each cause's layer, once", () => {
    for (const [layer, entries] of Object.entries(layers)) {
      const own = causes.filter((cause) => cause.layer === layer).map(({ id }) => id);
      expect(Object.keys(entries).sort(), layer).toEqual(own.sort());
    }
  });

  test.for(causes)("$id has something to say, in whole sentences", ({ id }) => {
    const { looksLike, proof, remedy } = knowledgeOf(id);
    for (const text of [looksLike, proof, remedy]) {
      expect(text).toMatch(/^\S.{38,}\.$/);
      expect(text.split("`").length % 2, "every backtick has its other").toBe(1);
    }
  });

  test("holds nothing that redaction would take for a secret", () => {
    for (const { id } of causes) {
      const knowledge = knowledgeOf(id);
      expect(redact(JSON.stringify(knowledge)), id).toBe(JSON.stringify(knowledge));
    }
  });

  test("names only causes that exist", () => {
    const known = new Set<string>(causes.map(({ id }) => id));
    for (const { id } of causes) {
      for (const [, word = ""] of knowledgeOf(id).proof.matchAll(/`([a-z0-9]+(?:-[a-z]+)+)`/g)) {
        expect(known.has(word), `${id} speaks of ${word}`).toBe(true);
      }
    }
  });
});

describe("observational classes", () => {
  const classOf = (id: CauseId) => knowledgeOf(id).observationalClass;

  test("only a lost header and an end without a word hide who is to blame", () => {
    const shared = causes.map(({ id }) => id).filter((id) => classOf(id) !== id);
    const told = shared.map((id) => `${classOf(id)}: ${id}`);
    expect(told.sort()).toEqual([
      "ended-without-a-word: connection-cut",
      "ended-without-a-word: crash-at-accept",
      "ended-without-a-word: crash-on-message",
      "subprotocol-unselected: never-negotiates",
      "subprotocol-unselected: offer-stripped",
      "subprotocol-unselected: selection-stripped",
    ]);
  });
});

test("docs/causes.md is what is known of the causes", async () => {
  await expect(renderCausesPage()).toMatchFileSnapshot("../../../docs/causes.md");
});
