// Judges an OpenAPI document with a validator that is not ours: node validate-openapi.js FILE
import { readFileSync } from "node:fs";
import { Validator } from "@seriousme/openapi-schema-validator";

const document = JSON.parse(readFileSync(process.argv[2], "utf8"));
const validator = new Validator();
const result = await validator.validate(document);
if (!result.valid) {
  console.error(JSON.stringify(result.errors, null, 2).slice(0, 5000));
  process.exit(1);
}
if (validator.version !== "3.1") {
  console.error(`expected OpenAPI 3.1, got ${validator.version}`);
  process.exit(1);
}
validator.resolveRefs();
console.log(`OpenAPI ${validator.version}, ${Object.keys(document.paths).length} paths`);
