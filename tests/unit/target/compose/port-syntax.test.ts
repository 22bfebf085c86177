import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { PortSyntaxError, readPorts } from "../../../../src/harness/target/compose/port-syntax.ts";
import { proves } from "../../../catalogue/proves.ts";

describe("readPorts", () => {
  test.each([
    ["8002:8000", [{ target: 8000, published: 8002 }]],
    ["127.0.0.1:8002:8000", [{ target: 8000, published: 8002, address: "127.0.0.1" }]],
    ["[::1]:8002:8000/tcp", [{ target: 8000, published: 8002, address: "[::1]" }]],
    [8000, [{ target: 8000 }]],
    ["8000", [{ target: 8000 }]],
    [":8000", [{ target: 8000 }]],
    ["0:8000", [{ target: 8000 }]],
    ["127.0.0.1::8000", [{ target: 8000, address: "127.0.0.1" }]],
    ["8002:8000/udp", []],
    ["8000/UDP", []],
    ["9000-9010:8000", [{ target: 8000, oneOf: "9000-9010" }]],
    [
      "9000-9001:8000-8001",
      [
        { target: 8000, published: 9000 },
        { target: 8001, published: 9001 },
      ],
    ],
    ["8000-8001", [{ target: 8000 }, { target: 8001 }]],
    [{ target: 8000, published: "8002" }, [{ target: 8000, published: 8002 }]],
    [{ target: "8000", published: 8002, mode: "host" }, [{ target: 8000, published: 8002 }]],
    [
      { target: 8000, published: 8002, host_ip: "127.0.0.1", protocol: "tcp", name: "web" },
      [{ target: 8000, published: 8002, address: "127.0.0.1" }],
    ],
    [{ target: 8000 }, [{ target: 8000 }]],
    [{ target: 8000, published: "8002-8004" }, [{ target: 8000, oneOf: "8002-8004" }]],
    [{ target: 53, published: 53, protocol: "udp" }, []],
  ])("reads %j", proves("H04"), (entry, ports) => {
    expect(readPorts(entry)).toEqual(ports);
  });

  test.each([
    ["abc"],
    [""],
    ["8002:abc"],
    ["70000:8000"],
    ["8002:0"],
    ["9-8:80-81"],
    ["1-3:80-81"],
    ["a:b:c:d"],
    [null],
    [true],
    [["8002:8000"]],
    [{ published: 8002 }],
    [{ target: [8000] }],
    [{ target: 8000, published: "often" }],
    [8.5],
  ])("refuses %j with a rule", (entry) => {
    expect(() => readPorts(entry)).toThrow(PortSyntaxError);
    expect(() => readPorts(entry)).toThrow(/^must /);
  });

  const port = fc.integer({ min: 1, max: 65_000 });
  const address = fc.constantFrom("", "127.0.0.1", "0.0.0.0", "[::1]");

  test("reads every short form back as what was written", () => {
    fc.assert(
      fc.property(fc.tuple(port, port, fc.nat(20), address), ([host, inside, more, bound]) => {
        const range = (from: number) => (more === 0 ? String(from) : `${from}-${from + more}`);
        const text = [bound, range(host), range(inside)].filter((part) => part !== "").join(":");
        expect(readPorts(text)).toEqual(
          Array.from({ length: more + 1 }, (_, at) => ({
            target: inside + at,
            published: host + at,
            ...(bound === "" ? {} : { address: bound }),
          })),
        );
      }),
    );
  });

  test("reads the long form of a port as its short form", () => {
    fc.assert(
      fc.property(
        fc.tuple(port, port, address, fc.boolean()),
        ([published, target, host_ip, asText]) => {
          const long = { target, published: asText ? String(published) : published, host_ip };
          const short = `${host_ip === "" ? "" : `${host_ip}:`}${published}:${target}`;
          expect(readPorts(long)).toEqual(readPorts(short));
        },
      ),
    );
  });

  test("ends every other text with a rule, or a port in range", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[\d:./a-z[\]-]{0,14}$/), (text) => {
        try {
          for (const { target, published = 1 } of readPorts(text)) {
            expect(Math.min(target, published)).toBeGreaterThan(0);
            expect(Math.max(target, published)).toBeLessThan(65_536);
          }
        } catch (error) {
          expect(error).toBeInstanceOf(PortSyntaxError);
        }
      }),
    );
  });
});
