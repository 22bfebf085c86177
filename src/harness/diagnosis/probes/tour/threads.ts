import { randomBytes, randomUUID } from "node:crypto";
import type { User } from "../../../wire/user/user.ts";
import type { Cast } from "./cast.ts";

/** A conversation of the owner's, and what was said in it. */
interface Conversation {
  readonly threadId: string;
  readonly title: string;
  readonly words: readonly [first: string, second: string];
  readonly messageId: string;
}

/** Whoever asked for a list before asks again; what others are shown next is not theirs. */
export async function seeEarlier(cast: Cast): Promise<void> {
  const { lab, owner } = cast;
  const earlier = await lab.user();
  if (earlier === owner || !cast.has("createThread", "listThreads")) return;
  const values = { title: "gapproof lists" };
  const made = await cast.tries(earlier, "createThread", { values });
  const threadId = cast.text(made?.answer, "threadId");
  const own = await cast.tries(earlier, "listThreads");
  const list = await cast.tries(owner, "listThreads");
  const isKnown = threadId !== "" && own?.answer?.text.includes(threadId) === true;
  if (isKnown && list?.saw.ok && list.answer?.text.includes(threadId))
    cast.notes("foreign", "a list shows the thread of whoever asked for theirs before");
}

/** A new thread is in its owner's list at once: nobody else may be making any meanwhile. */
export async function seeNewest(cast: Cast): Promise<void> {
  const made = await makeThread(cast, cast.owner);
  const list = made && (await cast.does(cast.owner, "listThreads"));
  if (made !== undefined && list !== undefined && !list.text.includes(made.id))
    cast.notes("lost", "a new thread is not in its owner's list");
}

/** Threads and messages: made, changed, read back, listed, taken away. */
export async function keepThreads(cast: Cast): Promise<void> {
  const { owner, other } = cast;
  const thread = await makeThread(cast, owner);
  const spare = await makeThread(cast, owner);
  if (thread === undefined || spare === undefined) return;
  await readTogether(cast, thread.id);
  const title = await rename(cast, thread);
  const theirs = other && (await makeThread(cast, other));
  await listBoth(cast, [thread.id, spare.id], theirs?.id);
  const conversation = await converse(cast, { threadId: thread.id, title, spareId: spare.id });
  const isMade = await findNobodys(cast);
  await wishForId(cast);
  if (other !== undefined && conversation !== undefined)
    await intrude(cast, other, { conversation, spareId: spare.id });
  // Where every thread there could be is found, one that was deleted is no other.
  if (!isMade) await remove(cast, spare.id);
}

async function makeThread(cast: Cast, user: User) {
  const title = `gapproof ${randomBytes(5).toString("hex")}`;
  const made = await cast.does(user, "createThread", { title });
  const id = cast.text(made, "threadId");
  return id === "" ? undefined : { id, title };
}

async function readTogether(cast: Cast, threadId: string): Promise<void> {
  const both = await Promise.all(
    [1, 2, 3].map(() => cast.tries(cast.owner, "readThread", { values: { threadId } })),
  );
  const failed = both.filter((one) => one !== undefined && (one.saw.status ?? 500) >= 500);
  if (failed.length === 0 || failed.length === both.length) return;
  const status = failed[0]?.saw.status ?? failed[0]?.saw.failure;
  cast.notes("contended", `${failed.length} of 3 reads of one thread at once end in ${status}`);
}

async function rename(cast: Cast, thread: { readonly id: string; readonly title: string }) {
  const { owner } = cast;
  const values = { threadId: thread.id };
  const read = await cast.does(owner, "readThread", values);
  const kept = cast.text(read, "title");
  if (read !== undefined && kept !== "" && kept !== thread.title)
    cast.notes("lost", "a new thread is read back with another title than it was given");
  const title = `${thread.title} again`;
  const changed = await cast.does(owner, "updateThread", { ...values, title });
  if (changed === undefined) return thread.title;
  const now = cast.text(await cast.does(owner, "readThread", values), "title");
  if (now !== "" && now !== title)
    cast.notes("lost", "a new title is confirmed, and the old one is read back");
  return title;
}

async function listBoth(cast: Cast, own: readonly string[], theirId: string | undefined) {
  const { owner, other } = cast;
  const list = await cast.does(owner, "listThreads");
  const missing = own.filter((id) => list !== undefined && !list.text.includes(id));
  if (missing.length > 0)
    cast.notes(
      "lost",
      `${missing.length} of ${own.length} new threads are not in their owner's list`,
      { partial: missing.length < own.length },
    );
  if (other === undefined || theirId === undefined) return;
  if (list?.text.includes(theirId)) cast.notes("foreign", "a list shows somebody else's thread");
  const theirs = await cast.does(other, "listThreads");
  if (theirs === undefined) return;
  if (own.some((id) => theirs.text.includes(id)))
    cast.notes("foreign", "the list of a second user shows the first one's threads");
  else if (!theirs.text.includes(theirId))
    cast.notes("lost", "the new thread of a second user is not in their list");
}

interface Places {
  readonly threadId: string;
  readonly title: string;
  readonly spareId: string;
}

async function converse(cast: Cast, { threadId, title, spareId }: Places) {
  const { owner } = cast;
  const [first, second] = [cast.question(), cast.question()];
  const words = [first.canary, second.canary] as const;
  // Asked before anything is said, so that whatever remembers answers remembers this one.
  await cast.does(owner, "threadMessages", { threadId });
  const posted = await cast.does(owner, "postMessage", { threadId, prompt: first.prompt });
  const made = await cast.does(owner, "createMessage", { threadId, prompt: second.prompt });
  const messageId = cast.text(made, "messageId");
  if (made !== undefined && messageId !== "") {
    const read = await cast.does(owner, "readMessage", { messageId });
    if (read !== undefined && !read.text.includes(second.canary))
      cast.notes("lost", "a message is read back without its words");
  }
  const said = [posted && first.canary, made && second.canary].filter((word) => word !== undefined);
  await readHistory(cast, threadId, said);
  const elsewhere = await cast.does(owner, "threadMessages", { threadId: spareId });
  if (said.some((word) => elsewhere?.text.includes(word)))
    cast.notes("foreign", "what is said in one thread is told of another");
  return said.length === 0 ? undefined : { threadId, title, words, messageId };
}

async function readHistory(cast: Cast, threadId: string, said: readonly string[]): Promise<void> {
  const history = await cast.does(cast.owner, "threadMessages", { threadId });
  if (history === undefined || said.length === 0) return;
  const places = said.map((word) => history.text.indexOf(word));
  const missing = places.filter((at) => at === -1).length;
  if (missing > 0)
    cast.notes("lost", `${missing} of ${said.length} messages just stored are not in the history`, {
      partial: missing < said.length,
    });
  else if ((places[0] ?? 0) > (places[1] ?? Number.POSITIVE_INFINITY))
    cast.notes("disordered", "the history tells the later message before the earlier one");
  if (said.length < 2 || missing > 0) return;
  const values = { threadId, limit: 1, offset: 1 };
  const page = await cast.does(cast.owner, "threadPage", values);
  const shown = said.filter((word) => page?.text.includes(word)).length;
  if (page !== undefined && shown > 1)
    cast.notes("manners", "a page of one message tells the whole conversation");
}

async function findNobodys(cast: Cast): Promise<boolean> {
  const values = { threadId: randomUUID() };
  const found = await cast.tries(cast.owner, "readThread", { values });
  if (found?.saw.ok) cast.notes("manners", "a thread nobody made is found");
  return found?.saw.ok === true;
}

async function wishForId(cast: Cast): Promise<void> {
  const wish = `wish-${randomUUID()}`;
  const { createThread } = cast.lab.contract.operations;
  const [path = ""] = createThread?.read.threadId ?? [];
  if (path === "" || path.includes(".") || path === "$") return;
  const made = await cast.tries(cast.owner, "createThread", {
    ...{ values: { title: "gapproof" }, body: { title: "gapproof", [path]: wish } },
  });
  if (made?.answer !== undefined && made.saw.ok && cast.text(made.answer, "threadId") === wish)
    cast.notes("foreign", "whoever makes a thread decides on its id, be it another's");
}

interface Grounds {
  readonly conversation: Conversation;
  readonly spareId: string;
}

/** Somebody else tries everything with what is the owner's; then the owner looks what is left. */
async function intrude(cast: Cast, other: User, { conversation, spareId }: Grounds): Promise<void> {
  const { threadId, title, words, messageId } = conversation;
  const { prompt, canary } = cast.question();
  const looks = await Promise.all([
    cast.tries(other, "readThread", { values: { threadId } }),
    cast.tries(other, "threadMessages", { values: { threadId } }),
    messageId === "" ? undefined : cast.tries(other, "readMessage", { values: { messageId } }),
  ]);
  const seen = looks.filter((one) => one?.saw.ok).map((one) => one?.saw.name);
  if (seen.length > 0)
    cast.notes("foreign", `a stranger reads what is another's: ${seen.join(", ")}`);
  const named = await cast.tries(other, "createMessage", { values: { threadId, prompt } });
  const left = await cast.does(cast.owner, "threadMessages", { threadId });
  if (
    named?.saw.ok &&
    left?.text.includes(canary) !== true &&
    left?.text.includes(words[0]) !== true
  )
    return cast.notes("lost", "after a stranger names a thread, its owner finds nothing of it");
  const attempts = [
    await cast.tries(other, "updateThread", { values: { threadId, title: "a stranger's" } }),
    await cast.tries(other, "postMessage", { values: { threadId, prompt } }),
    await cast.tries(other, "deleteThread", { values: { threadId: spareId } }),
  ];
  const done = [...attempts, named].filter((one) => one?.saw.ok).map((one) => one?.saw.name);
  if (done.length > 0)
    cast.notes("foreign", `a stranger changes what is another's: ${done.join(", ")}`, {
      unseen: true,
    });
  const now = await cast.does(cast.owner, "readThread", { threadId });
  const kept = cast.text(now, "title");
  if (done.length === 0 && kept !== "" && kept !== title)
    cast.notes("lost", "a title changes that nobody changed");
}

async function remove(cast: Cast, threadId: string): Promise<void> {
  const { owner } = cast;
  const gone = await cast.tries(owner, "deleteThread", { values: { threadId } });
  if (gone?.saw.ok !== true) return;
  const read = await cast.tries(owner, "readThread", { values: { threadId } });
  if (read?.saw.ok) cast.notes("undeleted", "a deleted thread can be read");
  const list = await cast.does(owner, "listThreads");
  if (list?.text.includes(threadId)) cast.notes("undeleted", "a deleted thread is listed");
}
