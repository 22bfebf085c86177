import { randomUUID } from "node:crypto";
import { fill } from "../../../../contract/template.ts";
import type { AccessTrial } from "../access-saw.ts";
import { type AccessScene, tryCall } from "./scene.ts";

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
  const name = `gapproof ${randomUUID()}`;
  const body = { ...Object(fill(updateProfile.body, { name })), [field]: other.id };
  const changed = await tryCall(lab, "updateProfile", { user: owner, values: { name }, body });
  const theirs = await tryCall(lab, "me", { user: other });
  if (changed === undefined || theirs?.ok !== true) return [];
  const lapsed = theirs.read("name") === name;
  const text = `a profile is ${lapsed ? "" : "not "}changed by another user whose body names its owner`;
  return [{ topic: "foreign", at: "updateProfile", text, lapsed }];
}
