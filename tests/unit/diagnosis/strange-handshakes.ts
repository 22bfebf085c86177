import { faults } from "../../../src/fixtures/faults/index.ts";
import { unusual } from "../../../src/fixtures/faults/unusual.ts";

const strange = faults.filter(
  ({ id, edge, second, dress, link }) =>
    second === undefined &&
    dress === undefined &&
    link === undefined &&
    (id.startsWith("handshake.") ||
      (id.startsWith("edge.") && edge?.to !== "requests") ||
      /^wire\..*(?:before-101|answers-upgrade|compress|window)/.test(id)),
);
const odd = unusual.filter(({ id }) => /header|connection|subprotocol|compressed/.test(id));

/** Whatever may make a client fail at the handshake, and what is odd and may not. */
export const strangeHandshakes = [...strange, ...odd] as const;
