export { isMap, type Path, scalarText, YamlDocument } from "../../target/compose/yaml-document.ts";
