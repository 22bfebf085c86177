import type { Probe } from "../probe.ts";
import { access } from "./access.ts";
import { allowance } from "./allowance.ts";
import { branch } from "./branch.ts";
import { census } from "./census.ts";
import { crowd } from "./crowd.ts";
import { deflate } from "./deflate.ts";
import { direct } from "./direct.ts";
import { echo } from "./echo.ts";
import { expiry } from "./expiry.ts";
import { front } from "./front.ts";
import { hold } from "./hold.ts";
import { offers } from "./offers.ts";
import { payloads } from "./payloads.ts";
import { plain } from "./plain.ts";
import { reach } from "./reach.ts";
import { run } from "./run.ts";
import { runs } from "./runs.ts";
import { slow } from "./slow.ts";
import { stream } from "./stream.ts";
import { talk } from "./talk.ts";
import { together } from "./together.ts";
import { tokens } from "./tokens.ts";
import { tour } from "./tour.ts";
import { bare, offer } from "./upgrades.ts";

/** Every probe there is. */
export const probes: readonly Probe[] = [
  branch,
  front,
  allowance,
  census,
  tour,
  reach,
  plain,
  bare,
  offer,
  offers,
  echo,
  direct,
  talk,
  crowd,
  payloads,
  deflate,
  hold,
  tokens,
  access,
  expiry,
  run,
  runs,
  slow,
  together,
  stream,
] as readonly Probe[];
