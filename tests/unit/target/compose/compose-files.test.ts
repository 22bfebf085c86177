// biome-ignore-all lint/suspicious/noTemplateCurlyInString: it is how compose writes variables
import { describe, expect, test } from "vitest";
import { service, targetFrom } from "./compose-folder.ts";

function port(host: number): string {
  return service("backend", `"${host}:8000"`);
}

describe("the compose file that is read", () => {
  test("is the first of its names, as compose has them", async () => {
    const files: Record<string, string> = {
      "compose.yaml": port(1),
      "compose.yml": port(2),
      "docker-compose.yml": port(3),
      "docker-compose.yaml": port(4),
    };
    const urls: string[] = [];
    for (const name of Object.keys(files)) {
      urls.push((await targetFrom(files)).http);
      delete files[name];
    }
    expect(urls).toEqual([1, 2, 3, 4].map((host) => `http://localhost:${host}`));
  });

  test("gets the ports of its override added", async () => {
    const files = { "docker-compose.yml": port(1), "docker-compose.override.yml": port(2) };
    const { trail } = await targetFrom(files);
    const urls = trail
      .filter(({ via }) => via === "compose-file")
      .map(({ variable, url }) => `${variable} ${url}`);
    expect(urls).toEqual([
      "docker-compose.yml http://localhost:1",
      "docker-compose.override.yml http://localhost:2",
    ]);
  });

  test("counts a port that both files say once", async () => {
    const files = { "compose.yaml": port(1), "compose.override.yaml": port(1) };
    const { trail } = await targetFrom(files);
    expect(trail.filter(({ via }) => via === "compose-file")).toHaveLength(1);
  });

  test.each([
    ['!override ["2:8000"]', "http://localhost:2"],
    ["!reset []", "http://127.0.0.1:1"],
    ["!reset null", "http://127.0.0.1:1"],
  ])("loses its ports where the override says %s", async (ports, url) => {
    const override = `services:\n  backend:\n    ports: ${ports}\n`;
    const files = { "compose.yaml": port(1), "compose.override.yml": override };
    expect((await targetFrom(files)).http).toBe(url);
  });

  test("publishes what the service it extends publishes, too", async () => {
    const base = 'base: {ports: ["1:8000"], network_mode: bridge}';
    const files = { "compose.yaml": `services:\n  ${base}\n  backend: {extends: base}\n` };
    expect((await targetFrom(files)).http).toBe("http://localhost:1");
    const ring = { "compose.yaml": "services:\n  backend:\n    extends: {service: backend}\n" };
    await expect(targetFrom(ring)).rejects.toThrow("line 3, must not extend itself");
  });

  test("takes the network mode of the last file that has one", async () => {
    const override = "services:\n  backend:\n    network_mode: ${MODE}\n";
    const files = { "compose.yaml": port(1), "compose.override.yml": override };
    const env = { MODE: "host" };
    expect((await targetFrom(files, { env })).http).toBe("http://localhost:8000");
  });

  test("is the one COMPOSE_FILE names, or several with the separator between", async () => {
    const files = { "compose.yaml": port(1), "a/one.yaml": port(2), "two.yaml": port(3) };
    const read = async (variables: Record<string, string>) =>
      (await targetFrom(files, { variables })).trail
        .filter(({ via }) => via === "compose-file")
        .map(({ variable }) => variable);
    expect(await read({ COMPOSE_FILE: "a/one.yaml" })).toEqual(["a/one.yaml"]);
    expect(await read({ COMPOSE_FILE: "a/one.yaml:two.yaml" })).toEqual(["a/one.yaml", "two.yaml"]);
    expect(
      await read({ COMPOSE_FILE: "two.yaml;a/one.yaml", COMPOSE_PATH_SEPARATOR: ";" }),
    ).toEqual(["two.yaml", "a/one.yaml"]);
  });

  test("must exist when COMPOSE_FILE names it", async () => {
    await expect(targetFrom({}, { variables: { COMPOSE_FILE: "gone.yaml" } })).rejects.toThrow(
      'COMPOSE_FILE must name compose files that exist, got "gone.yaml".',
    );
  });

  test("must be a file", async () => {
    await expect(targetFrom({ "compose.yaml/inside": "" })).rejects.toThrow(
      /compose\.yaml must be a file that can be read/,
    );
  });
});

describe("the variables in a compose file", () => {
  const compose = service("backend", '"${DOCKER_PORT:-8002}:8000"');

  test("are the default, the .env beside it, and the real environment, weakest first", async () => {
    const dotenv = { "compose.yaml": compose, ".env": "DOCKER_PORT=8003\n" };
    const urls = [
      await targetFrom({ "compose.yaml": compose }),
      await targetFrom(dotenv),
      await targetFrom(dotenv, { env: { DOCKER_PORT: "8004" } }),
    ].map(({ http }) => http);
    expect(urls).toEqual([8002, 8003, 8004].map((host) => `http://localhost:${host}`));
  });

  test("are blank when the environment says so, whatever .env says", async () => {
    const files = { "compose.yaml": compose, ".env": "DOCKER_PORT=8003\n" };
    expect((await targetFrom(files, { env: { DOCKER_PORT: "" } })).http).toBe(
      "http://localhost:8002",
    );
  });

  test("fill one another in, in .env as well", async () => {
    const dotenv = 'BASE="8003"\nDOCKER_PORT="${BASE:?}"\nRAW=\'${GONE:?}\'\n';
    const files = { "compose.yaml": compose, ".env": dotenv };
    expect((await targetFrom(files)).http).toBe("http://localhost:8003");
    const env = { BASE: "8004" };
    expect((await targetFrom(files, { env })).http).toBe("http://localhost:8004");
  });

  test("are refused with their line where they cannot be filled in, and only those that are needed", async () => {
    const broken = "A=1\nDOCKER_PORT=${A\n";
    await expect(targetFrom({ "compose.yaml": compose, ".env": broken })).rejects.toThrow(
      ".env, line 2, must hold variables that can be filled in",
    );
    const aside = "DOCKER_PORT=8003\nPRICE=5$\nB=${PRICE}\n";
    const { http } = await targetFrom({ "compose.yaml": compose, ".env": aside });
    expect(http).toBe("http://localhost:8003");
  });

  test("may fill one another in over many lines, each twice", async () => {
    const lines = Array.from({ length: 60 }, (_, at) => `A${at + 1}=\${A${at}}\${A${at}}\n`);
    const files = {
      "compose.yaml": compose,
      ".env": `A0=\n${lines.join("")}DOCKER_PORT=\${A60}8003\n`,
    };
    expect((await targetFrom(files)).http).toBe("http://localhost:8003");
  });

  test("come from a .env of any number of blank lines, soon", async () => {
    const dotenv = `${"\r\n".repeat(200_000)}DOCKER_PORT=8003\r\n`;
    const start = performance.now();
    const { http } = await targetFrom({ "compose.yaml": compose, ".env": dotenv });
    expect(http).toBe("http://localhost:8003");
    expect(performance.now() - start).toBeLessThan(5_000);
  });

  test("are read beside a compose file in another folder too", async () => {
    const files = { "deploy/compose.yaml": compose, "deploy/.env": "DOCKER_PORT=8005\n" };
    const variables = { COMPOSE_FILE: "deploy/compose.yaml" };
    expect((await targetFrom(files, { variables })).http).toBe("http://localhost:8005");
  });
});
