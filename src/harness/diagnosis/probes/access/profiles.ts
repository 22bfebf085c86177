import { randomUUID } from "node:crypto";
import { fill } from "../../../../contract/template.ts";
import type { User } from "../../../wire/user/user.ts";
import type { Lab } from "../../lab.ts";
import type { AccessTrial } from "../access-saw.ts";
import { type AccessScene, isServed, tryCall } from "./scene.ts";

/** A profile changed with a body that names somebody else, by the name their profile has for who they are. */
export async function profiles({
  lab,
  owner,
  other,
}: AccessScene): Promise<readonly AccessTrial[]> {
  const { me, updateProfile } = lab.contract.operations;
  const field = me?.read.userId?.[0];
  if (other === undefined || updateProfile?.body === undefined) return [];
  if (field === undefined || field.includes(".") || me?.read.name === undefined) return [];
  // Either of the two may end up with another name.
  if (![owner, other].every((one) => isThrowaway(lab, one))) return [];
  const names = await Promise.all([nameOf(lab, owner), nameOf(lab, other)]);
  const name = `gapproof ${randomUUID()}`;
  const body = { ...Object(fill(updateProfile.body, { name })), [field]: other.id };
  const changed = await tryCall(lab, "updateProfile", { user: owner, values: { name }, body });
  const theirs = await nameOf(lab, other);
  const lapsed = theirs === name;
  await giveBack(lab, owner, names[0]);
  if (lapsed) await giveBack(lab, other, names[1]);
  if (changed === undefined || theirs === undefined) return [];
  const text = `a profile is ${lapsed ? "" : "not "}changed by another user whose body names its owner`;
  return [{ topic: "foreign", at: "updateProfile", text, lapsed }];
}

/** Nobody goes by their name: neither who is given, nor, elsewhere, who may be an account that others use. */
function isThrowaway({ subject }: Lab, { origin }: User): boolean {
  if (origin === "minted" || origin === "registered") return true;
  return origin !== "given" && !subject.remote;
}

async function nameOf(lab: Lab, user: User): Promise<unknown> {
  const profile = await tryCall(lab, "me", { user });
  return profile?.ok === true ? (profile.read("name") ?? null) : undefined;
}

async function giveBack(lab: Lab, user: User, name: unknown): Promise<void> {
  if (typeof name === "string") await tryCall(lab, "updateProfile", { user, values: { name } });
}

/** Nobody, on a connection that somebody used before and on a new one: a connection is nobody's (RFC 9112, 9.3). */
export async function sticky({ lab, owner }: AccessScene): Promise<readonly AccessTrial[]> {
  const known = await tryCall(lab, "me", { user: owner });
  const used = await tryCall(lab, "me", { user: null });
  const fresh = await tryCall(lab, "me", { user: null, freshConnection: true });
  if (known?.ok !== true || used === undefined || fresh === undefined) return [];
  const lapsed = isServed(used) && !isServed(fresh);
  const text = `me as nobody is answered with HTTP ${used.status} on a used connection, with HTTP ${fresh.status} on a new one`;
  return [{ topic: "sticky", at: "me", text, lapsed }];
}
