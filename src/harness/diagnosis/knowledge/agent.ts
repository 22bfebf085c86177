import type { CauseId } from "../../../ground/cause.ts";
import type { Entry } from "./entry.ts";

export const agentCauses = {
  "events-missing": {
    looksLike: "A step never appears or a spinner never ends, although the work is done.",
    proof:
      "The trace of a run lacks an event the contract's order demands, while the run is " +
      "acknowledged and the session answers. If nothing of the run comes and the acknowledgement " +
      "neither, it is `app-stall`; if only slow readers miss them, `saturation`.",
    remedy:
      "Send from where the state changes, not from where one remembers to. End every run in " +
      "exactly one closing event, failed and stopped ones too (`finally`). Number events, so " +
      "that a client sees the gap and asks again. Await sends, and do not drop what a full queue " +
      "cannot hold.",
  },
  "events-disordered": {
    looksLike: "Steps jump back and forth, words are scrambled or doubled.",
    proof:
      "All events of a run come, in an order or a number that the contract's automaton refuses, " +
      "or stamped backwards. Missing ones are `events-missing`; another run's, " +
      "`events-misaddressed`.",
    remedy:
      "One sender per run: a queue in order, not one task per event. A sequence number set where " +
      "the event is made; clients sort by it and drop what they have had. Resume after a " +
      "reconnect from the last number the client names. Stamp with one clock.",
  },
  "events-misaddressed": {
    looksLike: "Progress appears in the wrong conversation, in somebody else's window, or nowhere.",
    proof:
      "Events carry ids that are not the run's, thread's or user's, or reach sessions that did " +
      "not ask. If what is stored is exposed, it is `data-foreign`.",
    remedy:
      "Carry run, thread and user through the run as one value and stamp events from it; no " +
      'globals, no "latest" connection. Keep sessions by user and thread, and send to those ' +
      "alone. Broadcast nothing by default.",
  },
  "silent-downgrade": {
    looksLike:
      "Everything looks fine and is less than was asked: no report, one attempt instead of " +
      "three, an agent that was not really stopped.",
    proof:
      "The answer says success, and what was asked for is not in it or did not happen. A way " +
      "that is closed is `fallback-dead`, an invented answer `answer-unfounded`.",
    remedy:
      "Say in the answer how the work was done: transport, agents, attempts, what was left out. " +
      "Refuse what cannot be done rather than do something else. Count fallbacks and alert on " +
      "them.",
  },
  "answer-unfounded": {
    looksLike:
      "A fluent answer to something else: canned words, old figures, another question's result.",
    proof:
      "The answer does not change with the question, contains what only another run knew, or " +
      "claims success over missing data. An answer with somebody else's words may be " +
      "`data-foreign` too.",
    remedy:
      "Keep the state of a run in the run, and none in modules. Let tools and reports fail when " +
      "their input is missing, and say so in the answer. Keep mocks and canned answers out of " +
      "deployed builds; send with each figure where it comes from.",
  },
} satisfies Readonly<Partial<Record<CauseId, Entry>>>;
