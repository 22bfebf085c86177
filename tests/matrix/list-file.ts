import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

const root = join(import.meta.dirname, "../..");

/**
 * Writes ids into the source file that exports the list of them.
 *
 * @throws Error when the file exports no such list
 */
export async function rewriteList(file: string, ids: readonly string[]): Promise<void> {
  const path = join(root, file);
  const source = await readFile(path, "utf8");
  const list = ids.map((id) => `  ${JSON.stringify(id)},\n`).join("");
  const declaration = /(export const \w+: readonly string\[\] = )\[[^\]]*\];/;
  if (!declaration.test(source)) throw new Error(`${file} exports no list of ids`);
  await writeFile(
    path,
    source.replace(declaration, (_, head: string) => `${head}[\n${list}];`),
  );
}
