import type { CensusPlace } from "../../census/take-census.ts";
import type { Measured } from "../../setting.ts";
import { type Bounds, type Measurement, tellMs, unmeasurable } from "./measurement.ts";
import { nextSize, type SizesKnown } from "./size-search.ts";
import { SizedPing } from "./sized-ping.ts";

/** A message longer than this is sent to nobody. */
const mostBytes = 16_777_216;

interface Found extends SizesKnown {
  /** Why no more was found out. */
  readonly because?: string;
}

/**
 * How large a message may be: the contract's ping, padded, is answered up to some size and refused beyond it.
 * Begins at what is expected and one byte more, which finds a limit that is as expected to the byte; any other
 * is found to a sixty-fourth. Tries nothing beyond twice the expected size, nor beyond
 * 16 MiB: what a server is to bear of this must be harmless.
 */
export async function messageSize(place: CensusPlace, bounds: Bounds): Promise<Measurement> {
  const ping = await SizedPing.of(place);
  if (ping === undefined) return unmeasurable("the contract has no message that may be padded");
  const found = await search(place, ping, bounds);
  const { taken, refused, because } = found;
  if (taken === 0 && refused <= ping.bytes)
    return unmeasurable(`a message of ${refused} bytes is refused, and there is no shorter one`);
  const least = Math.min(ping.bytes, bounds.expectedBytes - 1);
  if (taken > least || (taken > 0 && refused < Number.POSITIVE_INFINITY)) return sizeOf(found);
  return unmeasurable(
    because ?? `not done in ${tellMs(bounds.maxWaitMs)}: a longer --max-wait has time for more`,
  );
}

async function search(
  { clock }: CensusPlace,
  ping: SizedPing,
  { maxWaitMs, expectedBytes: expected }: Bounds,
): Promise<Found> {
  const most = Math.min(expected * 2, mostBytes);
  const untilMs = clock.now() + maxWaitMs;
  let known: SizesKnown = { taken: 0, refused: Number.POSITIVE_INFINITY };
  for (;;) {
    const bytes = nextSize(known, { least: ping.bytes, expected, most });
    const leftMs = untilMs - clock.now();
    if (bytes === undefined || leftMs <= 0) return known;
    const tried = await ping.send(bytes, leftMs);
    if (tried.kind === "unclear")
      return { ...known, because: `a message of ${bytes} bytes ${tried.because}` };
    known = { ...known, [tried.kind]: bytes };
  }
}

function sizeOf({ taken, refused }: SizesKnown): Measured {
  const told = `${taken} bytes`;
  const least = { kind: "measured", low: taken, unit: "bytes", told } as const;
  return refused === Number.POSITIVE_INFINITY ? least : { ...least, high: refused - 1 };
}
