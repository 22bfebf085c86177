// biome-ignore-all lint/suspicious/noTemplateCurlyInString: it is how compose writes variables
import { describe, expect, test } from "vitest";
import { ConfigurationError } from "../../../../src/ground/errors.ts";
import { proves } from "../../../catalogue/proves.ts";
import { found, resolving } from "../asked.ts";
import { answering, deadUrl } from "../loopback.ts";
import { composeIn, folderWith, service, targetFrom } from "./compose-folder.ts";

describe("a compose file", () => {
  test("says where its backend is published, and the probe says whether it is up", async () => {
    await using backend = await answering();
    const machine = folderWith({ "compose.yaml": service("backend", `"${backend.port}:8000"`) });
    const target = await found(resolving({ machine }));
    expect(target).toMatchObject({ source: "docker", http: backend.localhost, fallback: false });
    expect(target).not.toHaveProperty("container");
    expect(target.trail.find(({ state }) => state === "chosen")).toMatchObject({
      via: "compose-file",
      variable: "compose.yaml",
      declared: false,
      reason:
        `compose.yaml says ${backend.port} for service backend; netra-ai-platform answers, ` +
        "version 1.0.0, revision abc123",
    });
  });

  test("whose service is not running is refused, with the question whether it is up", async () => {
    const machine = folderWith({ "compose.yaml": service("backend", '"127.0.0.1:1:8000"') });
    const result = await resolving({ machine });
    if (result.state === "found") throw new Error("found something");
    expect(composeIn(result)).toEqual([
      "compose.yaml | http://127.0.0.1:1 | unreachable | " +
        "compose.yaml says 1 for service backend; connection refused (ECONNREFUSED): is it up?",
    ]);
  });

  test("is weaker than anything declared, and not even read then", async () => {
    const broken = { "compose.yaml": "services: [" };
    const variables = { BACKEND_URL: "http://localhost:8000" };
    const target = await targetFrom(broken, { variables });
    expect(target).toMatchObject({ source: "explicit", warnings: [] });
    expect(composeIn(target)).toEqual([
      "passed-over | BACKEND_URL (http://localhost:8000) is stronger",
    ]);
  });

  test("is weaker than the staging flag", proves("H07"), async () => {
    const files = { "compose.yaml": service("backend", '"8002:8000"') };
    const variables = { STAGING_ENV: "true", STAGING_BASE_URL: "https://s.example" };
    const target = await targetFrom(files, { variables });
    expect(target).toMatchObject({ source: "staging", http: "https://s.example" });
    expect(composeIn(target)).toEqual([
      "passed-over | STAGING_BASE_URL (https://s.example) is stronger",
    ]);
  });

  test("is read after a declared backend that is down, on a laptop", async () => {
    await using backend = await answering();
    const machine = folderWith({ "compose.yaml": service("backend", `${backend.port}:8000`) });
    const target = await found(resolving({ machine, variables: { BACKEND_URL: deadUrl } }));
    expect(target).toMatchObject({ source: "docker", fallback: true });
  });

  test.for([
    ["host network", "network_mode: host", "http://localhost:8000", "the host's network"],
    ["an address", 'ports: ["10.1.2.3:8002:8000"]', "http://10.1.2.3:8002", "8002"],
    ["IPv6", 'ports: ["[::1]:8002:8000"]', "http://[::1]:8002", "8002"],
    ["every address", 'ports: ["0.0.0.0:8002:8000"]', "http://localhost:8002", "8002"],
    [
      "the long form",
      "ports: [{target: 8000, published: '8002'}]",
      "http://localhost:8002",
      "8002",
    ],
    ["an anchor", "<<: *base", "http://localhost:8055", "8055"],
  ])("that says %s names a URL", async ([, body, url, says]) => {
    const text = `x-base: &base\n  ports: ["8055:8000"]\nservices:\n  backend:\n    ${body}\n`;
    const target = await targetFrom({ "docker-compose.yml": text });
    expect(composeIn(target)).toEqual([
      `docker-compose.yml | ${url} | chosen | docker-compose.yml says ${says} for service backend; ` +
        "first in order; not probed",
    ]);
  });

  test.each([
    [
      "8000",
      "service backend gets a random port of the host: only a running container knows which",
    ],
    [
      '"9000-9010:8000"',
      "service backend gets one of 9000-9010 of the host: only a running container knows which",
    ],
    ['"9000:9000"', "service backend does not publish 8000 (it publishes 9000)"],
    ['"8002:8000/udp"', "service backend does not publish 8000"],
    ['"${PORT:?}:8000"', "service backend needs PORT, which is not set"],
    [
      '"${PORT}:8000"',
      "service backend gets a random port of the host: only a running container knows which",
    ],
  ])("that says %s names none, with the reason", async (port, reason) => {
    const target = await targetFrom({ "compose.yaml": service("backend", port) });
    expect(target.source).toBe("default");
    expect(composeIn(target)).toEqual([`compose.yaml | unset | ${reason}`]);
  });

  test.each([["services:\n  cache:\n    image: redis\n"], ["services:\n"], [""], ["# nothing\n"]])(
    "without a backend in it names none: %j",
    async (text) => {
      const target = await targetFrom({ "compose.yaml": text });
      expect(composeIn(target)).toEqual([
        "compose.yaml | unset | it has no service backend, dev-backend, test-backend, " +
          "alpine-test-backend and none that publishes 8000",
      ]);
    },
  );

  test("names the service by its port when none has a known name", async () => {
    const text = 'services:\n  db: {ports: ["5432:5432"]}\n  api: {ports: ["8007:8000"]}\n';
    expect(await targetFrom({ "compose.yml": text })).toMatchObject({
      http: "http://localhost:8007",
    });
  });

  test("with several backends has them tried in the contract's order", async () => {
    const text = 'services:\n  test-backend: {ports: ["2:8000"]}\n  backend: {ports: ["1:8000"]}\n';
    const target = await targetFrom({ "compose.yaml": text });
    expect(composeIn(target).map((line) => line.split(" | ")[1])).toEqual([
      "http://localhost:1",
      "http://localhost:2",
    ]);
  });

  test("says where the services beside the backend are", async () => {
    const text = `services:
  backend: {ports: ["8002:8000"]}
  auth: {ports: ["8083:8081"]}
  frontend: {ports: ["3000"]}
`;
    const target = await targetFrom({ "compose.yaml": text });
    expect(target.services).toEqual({ auth: "http://localhost:8083" });
  });

  test("that is absent is said to be", async () => {
    const target = await targetFrom({});
    expect(composeIn(target)).toEqual([
      expect.stringMatching(/^unset \| no compose.yaml or docker-compose.yml in \//),
    ]);
  });
});

describe("a broken compose file", () => {
  test.each([
    ["services:\n  backend: [\n", "compose.yaml, line 3, must be YAML: Flow sequence"],
    ["services:\n\tbackend: x\n", "compose.yaml, line 2, must be YAML: Tabs are not allowed"],
    ["- a\n- b\n", "compose.yaml, line 1, must be a map with services in it."],
    ["x: 1\nservices: [a]\n", "compose.yaml, line 2, must have a map of services."],
    ["services:\n  backend: latest\n", "compose.yaml, line 2, must have a map as service backend."],
    [
      "services:\n  backend:\n    ports: 8000\n",
      "compose.yaml, line 3, must have a list as ports of service backend.",
    ],
    [
      'services:\n  backend:\n    ports:\n      - "1:2"\n      - "eight"\n',
      'compose.yaml, line 5, must be a port such as "8002:8000" or one with target and published, got "eight".',
    ],
    [
      "services:\n  backend:\n    ports:\n      - published: 8002\n",
      'compose.yaml, line 4, must have a target, the port inside the container, got "{"published":8002}".',
    ],
    [
      'services:\n  backend:\n    ports: ["${PORT:8000"]\n',
      'compose.yaml, line 3, has a ${PORT that is not closed, got "${PORT:8000".',
    ],
    ["a: 1\n---\nb: 2\n", "compose.yaml, line 2, must be YAML: Source contains multiple documents"],
  ])("is a configuration error with file, line and rule: %j", async (text, message) => {
    const error = await targetFrom({ "compose.yaml": text }).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ConfigurationError);
    expect((error as Error).message).toContain(message);
  });

  test("that grows without end when it is read is refused", async () => {
    const bomb = Array.from({ length: 9 }, (_, at) =>
      at === 0 ? "a0: &a0 [x, x]" : `a${at}: &a${at} [${`*a${at - 1}, `.repeat(9)}x]`,
    ).join("\n");
    const error = await targetFrom({ "compose.yaml": bomb }).catch((thrown: unknown) => thrown);
    expect(String(error)).toContain("compose.yaml must be YAML: Excessive alias count");
  });

  test("that lacks a service nobody looks for is of no interest", async () => {
    const text = `${service("backend", "8002:8000")}  cache: nonsense\n`;
    expect((await targetFrom({ "compose.yaml": text })).http).toBe("http://localhost:8002");
  });
});
